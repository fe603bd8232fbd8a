using System.Diagnostics;
using Runner.Engine.Events;
using Runner.Scripting.Tests.Fixtures;

namespace Runner.Scripting.Tests;

/// <summary>Timeouts and Ctrl-C end a script that observes them; one that does not is named and left behind.</summary>
public sealed class EndingTests : IDisposable
{
    readonly ScriptBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Timeout_of_the_step_ends_a_script_that_observes_Cancel()
    {
        var run = await bench.RunAsync("await Task.Delay(Timeout.Infinite, Cancel);", step: "timeout: 10s");
        run.Error.Kind.ShouldBe("timeout");
        run.Error.Message.ShouldBe("it took longer than 10s");
    }

    [Fact]
    public async Task Cancelled_run_cancels_the_script_and_its_steps()
    {
        bench.Watch = seen =>
        {
            if (seen is StepLogged) bench.Stop.Cancel();
        };
        var run = await bench.RunAsync("""await Step("waits", async token => { Log("here"); await Task.Delay(Timeout.Infinite, token); });""");
        run.Step("waits").Outcome.ShouldBe(Outcome.Cancelled);
        run.Script.Outcome.ShouldBe(Outcome.Cancelled);
        run.Result.Finished.ExitCode.ShouldBe(130);
    }

    [Theory]
    [InlineData("await new TaskCompletionSource().Task;")]
    [InlineData("for (var since = Environment.TickCount64; Environment.TickCount64 - since < 20_000;) { }")]
    [InlineData("Thread.Sleep(20_000);")]
    [InlineData("await Task.Delay(20_000);")]
    public async Task Script_that_does_not_observe_Cancel_is_named_and_left_behind(string script)
    {
        var since = Stopwatch.StartNew();
        // Compiled first: a compilation that the timeout ends is another matter.
        script = $"if (Inputs.Get<bool>(\"go\"))\n{{\n{script}\n}}";
        (await bench.RunAsync(script, workflow: "inputs: { go: { type: boolean, default: false } }")).Succeeded();
        var run = await bench.RunAsync(script, step: "timeout: 200ms", workflow: "inputs: { go: { type: boolean, default: true } }");
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(18));
        run.Script.Outcome.ShouldBe(Outcome.Failure);
        run.Error.Message.ShouldStartWith($"{bench.PathOf("check.csx")} was told to end and was still running 300ms later: it does not observe `Cancel`");
        run.Error.Help!.ShouldContain("Cancel.ThrowIfCancellationRequested()");
    }

    [Fact]
    public async Task Script_that_cleans_up_within_the_grace_ends_as_cancelled()
    {
        var run = await bench.RunAsync("""
            try { await Task.Delay(Timeout.Infinite, Cancel); }
            finally { Log("cleaned up"); }
            """, step: "timeout: 10s");
        run.Of<StepLogged>().ShouldContain(logged => logged.Message == "cleaned up");
        run.Error.Kind.ShouldBe("timeout");
    }
}
