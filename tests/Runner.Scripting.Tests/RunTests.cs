using Runner.Engine.Events;
using Runner.Scripting.Tests.Fixtures;

namespace Runner.Scripting.Tests;

/// <summary>What a script does becomes steps, results and errors like any.</summary>
public sealed class RunTests : IDisposable
{
    readonly ScriptBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Last_expression_is_the_result_and_outputs_have_their_names()
    {
        var run = await bench.RunAsync("""
            record Point(int X, int Y);
            Output("point", new Point(1, 2));
            Output("points", new List<object> { new Point(3, 4), (5, "six") });
            Output("map", new Dictionary<string, object?> { ["a"] = new Point(7, 8), ["b"] = null });
            Args.Count + Inputs.Get<int>("extra")
            """, workflow: "inputs: { extra: { type: number, default: 40 } }");
        run.Value.ShouldBe("42");
        run.Output("point").ShouldBe("""{"x":1,"y":2}""");
        run.Output("points").ShouldStartWith("""[{"x":3,"y":4},""");
        run.Output("map").ShouldBe("""{"a":{"x":7,"y":8},"b":null}""");
    }

    [Fact]
    public async Task Actions_are_steps_with_results_of_their_own_types()
    {
        var run = await bench.RunAsync("""
            var stub = await Run(new Http.Serve { Routes = [new() { Path = "/health", Json = JsonSerializer.SerializeToElement(new { ok = true }) }] }, name: "stub");
            var answer = await Run(new Http.Get { Url = stub.Url + "/health" }, name: "get", timeout: TimeSpan.FromSeconds(30));
            Expect(() => answer.Status == 200);
            answer.Json.GetProperty("ok").GetBoolean()
            """);
        run.Value.ShouldBe("true");
        run.Step("stub").Step.Uses.ShouldBe("http.serve");
        run.Step("get").Step.Path.ShouldBe("main/script/main/2");
        run.Step("get").Outcome.ShouldBe(Outcome.Success);
    }

    [Fact]
    public async Task Steps_nest_and_are_tried_again_as_often_as_they_may()
    {
        var run = await bench.RunAsync("""
            var tries = 0;
            await Step("outer", async () =>
            {
                await Step("inner", () => ++tries < 3 ? throw new InvalidOperationException($"try {tries}") : Task.CompletedTask,
                    new() { Attempts = 5, Delay = TimeSpan.FromMilliseconds(1) });
                Log("inside");
            });
            tries
            """);
        run.Value.ShouldBe("3");
        run.Step("inner").Attempts.ShouldBe(3);
        run.Step("inner").Step.Path.ShouldStartWith(run.Step("outer").Step.Path + "/");
        run.Of<RetryScheduled>().Count.ShouldBe(2);
        run.Of<StepLogged>().Single(logged => logged.Message == "inside").Step.Name.ShouldBe("outer");
    }

    [Fact]
    public async Task Step_that_takes_too_long_fails_by_its_timeout()
    {
        var run = await bench.RunAsync("""
            await Step("slow", token => Task.Delay(Timeout.Infinite, token), new() { Timeout = TimeSpan.FromMilliseconds(50) });
            """);
        run.Step("slow").Error!.Kind.ShouldBe("timeout");
        run.Step("slow").Error!.Message.ShouldBe("it took longer than 50ms");
        run.Error.Kind.ShouldBe("timeout");
    }

    [Fact]
    public async Task Expectation_that_fails_says_what_it_saw()
    {
        var run = await bench.RunAsync("""
            var answer = new { Status = 503, Headers = new Dictionary<string, string> { ["a"] = "b" } };
            Expect(() => answer.Status == 200 && answer.Headers["a"].Length > 0);
            """);
        run.Error.Kind.ShouldBe(ErrorInfo.Expectation);
        run.Error.Message.ShouldStartWith("answer.Status == 200 && answer.Headers[\"a\"].Length > 0 failed: `answer.Status` was 503");
        run.Error.Message.ShouldContain("`answer.Headers[\"a\"].Length` was 1");
        run.Error.Location.ShouldBe($"{bench.PathOf("check.csx")}:2");
        run.Result.Finished.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Expectation_that_awaits_or_assigns_is_judged_without_asking_twice()
    {
        var run = await bench.RunAsync("""
            var asked = 0;
            Expect(() => (asked = asked + 1) == 1);
            asked
            """);
        run.Value.ShouldBe("1");
    }

    [Fact]
    public async Task Secrets_are_masked_in_all_that_a_script_says()
    {
        var run = await bench.RunAsync("""
            Log($"token is {Secrets["TOKEN"]}");
            Mask("derived-secret");
            Output("leak", new { text = "derived-secret and " + Secrets["TOKEN"] });
            await Step("named " + Secrets["TOKEN"], () => Task.CompletedTask);
            throw new InvalidOperationException("failed with " + Secrets["TOKEN"]);
            """, workflow: "secrets: [TOKEN]", secrets: new() { ["TOKEN"] = "s3cr3t-value" });
        var said = string.Join('\n', run.Events.Select(seen => seen.ToString())) + run.Error;
        said.ShouldNotContain("s3cr3t-value");
        said.ShouldNotContain("derived-secret");
        run.Error.Message.ShouldContain("failed with ***");
    }

    [Fact]
    public async Task Exception_says_its_type_and_the_scripts_own_place()
    {
        bench.Write("lib.csx", "[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]\nint Parse(string text)\n{\n    return int.Parse(text);\n}\n");
        var run = await bench.RunAsync("#load \"lib.csx\"\nvar n = 1;\nParse(\"no number\")");
        run.Error.Kind.ShouldBe("script");
        run.Error.Message.ShouldStartWith("the script ended with FormatException:");
        run.Error.Location.ShouldBe($"{bench.PathOf("lib.csx")}:4");
    }

    [Fact]
    public async Task Exception_of_the_scripts_own_type_is_told_as_any()
    {
        var run = await bench.RunAsync("class Mine(string text) : Exception(text);\nthrow new Mine(\"on purpose\");");
        run.Error.Message.ShouldBe("the script ended with Mine: on purpose");
        run.Error.Location.ShouldBe($"{bench.PathOf("check.csx")}:2");
    }

    [Fact]
    public async Task Error_of_the_network_keeps_its_kind()
    {
        var run = await bench.RunAsync("""await Run(new Http.Get { Url = "http://127.0.0.1:1/" }, name: "get");""");
        run.Error.Kind.ShouldBe("connection");
        run.Step("get").Outcome.ShouldBe(Outcome.Failure);
    }

    [Fact]
    public async Task What_a_script_left_behind_says_nothing_after_it()
    {
        var late = new TaskCompletionSource();
        AppDomain.CurrentDomain.SetData("late", late);
        var run = await bench.RunAsync("""
            _ = Task.Run(async () =>
            {
                await ((TaskCompletionSource)AppDomain.CurrentDomain.GetData("late")!).Task;
                Log("too late");
                try { await Step("too late", () => Task.CompletedTask); }
                finally { AppDomain.CurrentDomain.SetData("over", "yes"); }
            });
            1
            """);
        var seen = run.Events.Count;
        late.SetResult();
        while (AppDomain.CurrentDomain.GetData("over") is null) await Task.Delay(10, TestContext.Current.CancellationToken);
        run.Events.Count.ShouldBe(seen);
    }
}
