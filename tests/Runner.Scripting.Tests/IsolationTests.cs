using System.Diagnostics;
using Runner.Engine.Events;
using Runner.Scripting.Tests.Fixtures;
using Runner.Sdk;

namespace Runner.Scripting.Tests;

/// <summary>A script that has a process of its own harms nothing else: the run says what happened, and keeps what it had said before.</summary>
public sealed class IsolationTests : IDisposable
{
    const string BeforeTheEnd = """await Step("before", () => Task.CompletedTask); Log("still here");""";

    readonly ScriptBench bench = new() { Isolation = new(), Grace = TimeSpan.FromSeconds(1) };

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("Environment.FailFast(\"no way on\");", "the script ended its process by Environment.FailFast: no way on")]
    [InlineData("Environment.Exit(7);", "the script's process ended with exit code 7 before the script did: it, or something that it uses, called Environment.Exit")]
    [InlineData("Environment.Exit(0);", "the script's process ended with exit code 0 before the script did: it, or something that it uses, called Environment.Exit")]
    [InlineData("int Deep(int n) => Deep(n + 1) + 1;\nDeep(0)", "the script's stack overflowed, which ended its process: a method calls itself, directly or not, and does not stop")]
    [InlineData("new Thread(() => throw new InvalidOperationException(\"on a thread\")).Start(); await Task.Delay(Timeout.Infinite, Cancel);", "an exception that nothing caught on a thread of the script ended its process: InvalidOperationException: on a thread")]
    public async Task Crash_of_the_process_fails_the_script_and_nothing_else(string crash, string message)
    {
        var run = await bench.RunAsync($"{BeforeTheEnd}\n{crash}", after: "if: always()");
        run.Script.Outcome.ShouldBe(Outcome.Failure);
        run.Error.Message.ShouldBe(message);
        run.Error.Kind.ShouldBe("script");
        run.Step("before").Outcome.ShouldBe(Outcome.Success);
        run.Of<StepLogged>().ShouldContain(logged => logged.Message == "still here");
        run.Of<StepFinished>()[^1].Outcome.ShouldBe(Outcome.Success, "the next step runs");
        run.Result.Finished.ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task Steps_that_were_running_when_the_process_went_end_with_the_reason()
    {
        var run = await bench.RunAsync("""
            var stub = await Run(new Http.Serve { Routes = [new() { Path = "/" }] }, name: "stub");
            await Step("outer", async () => await Step("inner", () => { Environment.FailFast("gone"); return Task.CompletedTask; }));
            """);
        run.Step("inner").Outcome.ShouldBe(Outcome.Cancelled);
        run.Step("outer").Outcome.ShouldBe(Outcome.Cancelled);
        run.Step("outer").Error!.Message.ShouldContain("FailFast: gone");
        var ends = run.Of<StepFinished>().Select(step => step.Step.Name).ToList();
        ends.IndexOf("inner").ShouldBeLessThan(ends.IndexOf("outer"));
        run.Of<ConnectionOpened>().Count.ShouldBe(run.Of<ConnectionClosed>().Count);
        run.Of<StepStarted>().Count.ShouldBe(run.Of<StepFinished>().Count);
    }

    [Fact]
    public async Task Place_of_an_exception_that_nothing_caught_is_told()
    {
        var run = await bench.RunAsync("var n = 1;\nnew Thread(() =>\n{\n    throw new InvalidOperationException(\"on a thread\");\n}).Start();\nawait Task.Delay(Timeout.Infinite, Cancel);");
        run.Error.Location.ShouldBe($"{bench.PathOf("check.csx")}:4");
    }

    [Theory]
    [InlineData("var all = new List<byte[]>(); while (true) { all.Add(new byte[1_000_000]); all[^1][5] = 1; }")]
    [InlineData("""await Step("eats", async () => { await Task.Yield(); var all = new List<string>(); while (true) all.Add(new string('x', 500_000)); });""")]
    public async Task Script_that_eats_memory_fails_by_its_limit(string eater)
    {
        using var limited = new ScriptBench { Isolation = new() { Memory = 128L << 20 } };
        var run = await limited.RunAsync($"{BeforeTheEnd}\n{eater}");
        run.Error.Kind.ShouldBe(ErrorInfo.Memory);
        run.Error.Message.ShouldBe("the script needed more memory than its limit of 128M");
        run.Step("before").Outcome.ShouldBe(Outcome.Success);
    }

    [Fact]
    public async Task Limit_of_memory_is_not_that_of_programs_that_the_script_starts()
    {
        using var limited = new ScriptBench { Isolation = new() { Memory = 128L << 20 } };
        var run = await limited.RunAsync("""
            var start = new System.Diagnostics.ProcessStartInfo("/usr/bin/env") { RedirectStandardOutput = true };
            var env = System.Diagnostics.Process.Start(start)!;
            (await env.StandardOutput.ReadToEndAsync(Cancel)).Contains("GCHeapHardLimit")
            """);
        run.Value.ShouldBe("false");
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("await Task.Delay(Timeout.Infinite);")]
    [InlineData("for (var i = 0; i < 64; i++) _ = Task.Run(() => { while (true) { } }); Thread.Sleep(Timeout.Infinite);")]
    public async Task Script_that_never_ends_is_killed_with_what_it_started(string script)
    {
        bench.Watch = seen =>
        {
            if (seen is StepLogged { Message: var said } && said.StartsWith("started ", StringComparison.Ordinal)) bench.Stop.Cancel();
        };
        var run = await bench.RunAsync($$"""
            {{BeforeTheEnd}}
            using (var child = System.Diagnostics.Process.Start("sleep", "1000")) Log($"started {child.Id}");
            {{script}}
            """);
        run.Error.Message.ShouldStartWith($"{bench.PathOf("check.csx")} was told to end and was still running 1s later: it does not observe `Cancel`, so its process was killed");
        var started = run.Of<StepLogged>().Single(logged => logged.Message.StartsWith("started ", StringComparison.Ordinal)).Message["started ".Length..];
        IsAlive(int.Parse(started, System.Globalization.CultureInfo.InvariantCulture)).ShouldBeFalse();
        IsAlive(bench.Processes.ShouldHaveSingleItem()).ShouldBeFalse();
    }

    [Fact]
    public async Task Script_that_observes_Cancel_ends_by_itself_and_may_clean_up()
    {
        bench.Watch = seen =>
        {
            if (seen is StepLogged { Message: "here" }) bench.Stop.Cancel();
        };
        var run = await bench.RunAsync("""
            try { await Step("waits", async token => { Log("here"); await Task.Delay(Timeout.Infinite, token); }); }
            finally { Log("cleaned up"); }
            """);
        run.Script.Outcome.ShouldBe(Outcome.Cancelled);
        run.Step("waits").Outcome.ShouldBe(Outcome.Cancelled);
        run.Of<StepLogged>().ShouldContain(logged => logged.Message == "cleaned up");
        run.Result.Finished.ExitCode.ShouldBe(130);
    }

    [Fact]
    public async Task Timeout_of_the_step_is_told_as_of_any_step()
    {
        var run = await bench.RunAsync("await Task.Delay(Timeout.Infinite, Cancel);", step: "timeout: 3s");
        run.Error.ShouldBe(new("timeout", "it took longer than 3s") { Help = "raise the step's `timeout`" });
    }

    [Fact]
    public async Task Process_that_somebody_kills_is_told()
    {
        bench.Watch = seen =>
        {
            if (seen is not StepLogged { Message: "still here" }) return;
            using var process = Process.GetProcessById(bench.Processes[0]);
            process.Kill();
        };
        var run = await bench.RunAsync($"{BeforeTheEnd}\nawait Task.Delay(Timeout.Infinite, Cancel);");
        run.Error.Message.ShouldBe("the script's process was killed (SIGKILL): by somebody, or by the system for want of memory");
        run.Step("before").Outcome.ShouldBe(Outcome.Success);
    }

    [Fact]
    public async Task Process_ends_when_the_one_that_started_it_is_killed()
    {
        bench.Write("wait.csx", """
            File.WriteAllText(FullPath("pid"), Environment.ProcessId.ToString());
            File.Move(FullPath("pid"), FullPath("ready"));
            while (true) { }
            """);
        bench.Write("runner.yaml", "");
        using var parent = Process.Start(new ProcessStartInfo("/usr/bin/env", [$"XDG_CACHE_HOME={bench.CacheFolder}", $"XDG_STATE_HOME={bench.CacheFolder}", $"DOTNET_ROOT={RunnerProcess.DotnetRoot}", RunnerProcess.Program, "run", "wait.csx", "--isolated"])
        {
            WorkingDirectory = bench.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            await UntilAsync(() => File.Exists(bench.PathOf("ready")) || parent.HasExited);
            var child = int.Parse(await File.ReadAllTextAsync(bench.PathOf("ready"), TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
            child.ShouldNotBe(parent.Id);
            IsAlive(child).ShouldBeTrue();
            parent.Kill();
            await UntilAsync(() => !IsAlive(child));
        }
        finally
        {
            if (!parent.HasExited) parent.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Output_of_the_process_and_of_its_programs_is_lines_of_the_log()
    {
        var run = await bench.RunAsync("""
            Console.WriteLine("said on the console");
            Console.Error.WriteLine("Stack overflow. Not at all");
            var echo = System.Diagnostics.Process.Start("echo", "by a program")!;
            await echo.WaitForExitAsync(Cancel);
            Console.In.ReadToEnd().Length
            """);
        run.Value.ShouldBe("0");
        var lines = run.Of<StepLogged>().Where(logged => logged.Step.Path == "main/script").Select(logged => logged.Message).ToList();
        lines.ShouldBe(["said on the console", "by a program", "Stack overflow. Not at all"], ignoreOrder: true);
    }

    [Fact]
    public async Task Endless_output_is_cut_and_holds_nothing_up()
    {
        var run = await bench.RunAsync("""
            var line = new string('x', 1000);
            for (var i = 0; i < 20_000; i++) Console.WriteLine(line);
            Console.Write(new string('y', 5_000_000));
            "done"
            """);
        run.Value.ShouldBe("\"done\"");
        run.Of<StepLogged>().Sum(logged => logged.Message.Length).ShouldBeLessThan(1_100_000);
        run.Of<StepLogged>().Count(logged => logged.Level == LogLevel.Warning && logged.Message.Contains("dropped", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Step_may_ask_for_a_process_of_its_own()
    {
        bench.Write("step.yaml", "steps:\n  - uses: csharp\n    with: { script: 'Environment.Exit(5);', memory: 200M }\n    continue-on-error: true\n  - uses: csharp\n    with: { script: 'Environment.ProcessId', isolated: true }\n    expect: result.value > 0\n");
        var (exitCode, output, _) = await RunnerProcess.RunAsync(bench.Folder, bench.CacheFolder!, ["run", "step.yaml", "--log", "plain"]);
        output.ShouldContain("exit code 5 before the script did");
        exitCode.ShouldBe(0, output);
    }

    [Theory]
    [InlineData("--memory 256M", "--memory limits a process of a script's own")]
    [InlineData("--isolated --memory lots", "'lots' is no amount of memory: write it as 256M or 1G")]
    [InlineData("--isolated --memory 1M", "'1M' is too little")]
    public async Task Command_line_refuses_limits_that_cannot_be(string options, string message)
    {
        bench.Write("one.csx", "1");
        var (exitCode, _, error) = await RunnerProcess.RunAsync(bench.Folder, bench.CacheFolder!, ["run", "one.csx", .. options.Split(' ')]);
        exitCode.ShouldBe(2);
        error.ShouldContain(message);
    }

    static bool IsAlive(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!holds()) await Task.Delay(20, limit.Token);
    }
}
