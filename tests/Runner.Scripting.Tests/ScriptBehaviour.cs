using Runner.Engine.Events;
using Runner.Scripting.Tests.Fixtures;
using Runner.Sdk.Networking;

namespace Runner.Scripting.Tests;

/// <summary>What a script does becomes steps, results and errors like any, wherever it runs.</summary>
public abstract class ScriptBehaviour : IDisposable
{
    private protected abstract ScriptBench Bench { get; }

    public void Dispose()
    {
        Bench.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Last_expression_is_the_result_and_outputs_have_their_names()
    {
        var run = await Bench.RunAsync("""
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
    [Trait("guarantee", "9")]
    public async Task Kept_script_runs_as_it_was_with_all_that_it_loads()
    {
        Directory.CreateDirectory(Bench.PathOf("lib"));
        Bench.Write("main.csx", "#load \"lib/one.csx\"\nOne() + \" main\"").Write("lib/one.csx", "#load \"two.csx\"\nstring One() => \"one \" + Two();").Write("lib/two.csx", "string Two() => \"two\";");

        var run = await Bench.RunKeptAsync("jobs:\n  main:\n    steps:\n      - { id: script, uses: csharp, with: { file: main.csx } }", () =>
        {
            Bench.Write("main.csx", "\"another\"").Write("lib/one.csx", "string One() => \"another\";");
            File.Delete(Bench.PathOf("lib/two.csx"));
        });

        run.Value.ShouldBe("\"one two main\"");
    }

    [Fact]
    [Trait("guarantee", "9")]
    public async Task Kept_code_of_a_workflow_runs_with_what_it_loads_as_it_was()
    {
        Bench.Write("lib.csx", "string Say() => \"before\";");

        var run = await Bench.RunKeptAsync("jobs:\n  main:\n    steps:\n      - id: script\n        uses: csharp\n        with:\n          script: |\n            #load \"lib.csx\"\n            Say()", () => Bench.Write("lib.csx", "string Say() => \"afterwards\";"));

        run.Value.ShouldBe("\"before\"");
    }

    [Fact]
    public async Task Actions_are_steps_with_results_of_their_own_types()
    {
        var run = await Bench.RunAsync("""
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
        var run = await Bench.RunAsync("""
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
        var run = await Bench.RunAsync("""
            await Step("slow", token => Task.Delay(Timeout.Infinite, token), new() { Timeout = TimeSpan.FromMilliseconds(50) });
            """);
        run.Step("slow").Error!.Kind.ShouldBe("timeout");
        run.Step("slow").Error!.Message.ShouldBe("it took longer than 50ms");
        run.Error.Kind.ShouldBe("timeout");
    }

    [Fact]
    public async Task Expectation_that_fails_says_what_it_saw()
    {
        var run = await Bench.RunAsync("""
            var answer = new { Status = 503, Headers = new Dictionary<string, string> { ["a"] = "b" } };
            Expect(() => answer.Status == 200 && answer.Headers["a"].Length > 0);
            """);
        run.Error.Kind.ShouldBe(ErrorInfo.Expectation);
        run.Error.Message.ShouldStartWith("answer.Status == 200 && answer.Headers[\"a\"].Length > 0 failed: `answer.Status` was 503");
        run.Error.Message.ShouldContain("`answer.Headers[\"a\"].Length` was 1");
        run.Error.Location.ShouldBe($"{Bench.PathOf("check.csx")}:2");
        run.Result.Finished.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Expectation_that_awaits_or_assigns_is_judged_without_asking_twice()
    {
        var run = await Bench.RunAsync("""
            var asked = 0;
            Expect(() => (asked = asked + 1) == 1);
            asked
            """);
        run.Value.ShouldBe("1");
    }

    [Fact]
    public async Task Secrets_are_masked_in_all_that_a_script_says()
    {
        var run = await Bench.RunAsync("""
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
        Bench.Write("lib.csx", "[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]\nint Parse(string text)\n{\n    return int.Parse(text);\n}\n");
        var run = await Bench.RunAsync("#load \"lib.csx\"\nvar n = 1;\nParse(\"no number\")");
        run.Error.Kind.ShouldBe("script");
        run.Error.Message.ShouldStartWith("the script ended with FormatException:");
        run.Error.Location.ShouldBe($"{Bench.PathOf("lib.csx")}:4");
    }

    [Fact]
    public async Task Exception_of_the_scripts_own_type_is_told_as_any()
    {
        var run = await Bench.RunAsync("class Mine(string text) : Exception(text);\nthrow new Mine(\"on purpose\");");
        run.Error.Message.ShouldBe("the script ended with Mine: on purpose");
        run.Error.Location.ShouldBe($"{Bench.PathOf("check.csx")}:2");
    }

    [Fact]
    public async Task Many_items_at_once_are_steps_and_results_in_order()
    {
        var run = await Bench.RunAsync("""
            var squares = await ForEach(Enumerable.Range(1, 20), 4, n => Step($"square {n}", async () => { await Task.Yield(); Log($"of {n}"); return n * n; }));
            string.Join(' ', squares)
            """);
        run.Value.ShouldBe("\"1 4 9 16 25 36 49 64 81 100 121 144 169 196 225 256 289 324 361 400\"");
        run.Of<StepFinished>().Count(step => step.Step.Name.StartsWith("square ", StringComparison.Ordinal)).ShouldBe(20);
        run.Step("square 7").Step.Path.ShouldStartWith("main/script/main/");
        run.Of<StepLogged>().Single(logged => logged.Message == "of 7").Step.Path.ShouldBe(run.Step("square 7").Step.Path);
        run.Result.Finished.Succeeded.ShouldBe(21);
    }

    [Fact]
    public async Task Workflow_that_a_script_runs_is_part_of_the_run()
    {
        Bench.Write("part.yaml", """
            name: part
            inputs: { who: { type: string } }
            outputs: { said: "${{ jobs.talk.outputs.said }}" }
            jobs:
              talk:
                outputs: { said: "${{ steps.say.result.said }}" }
                steps:
                  - { id: say, uses: set, with: { said: "hello ${{ inputs.who }}" } }
                  - { if: "false", uses: log, with: { message: never } }
              rest:
                if: "false"
                steps: [{ uses: log, with: { message: never } }, { uses: log, with: { message: never } }]
            """);
        var run = await Bench.RunAsync("""
            var part = await RunWorkflow("part.yaml", new { who = "you" });
            part["said"]
            """);
        run.Value.ShouldBe("\"hello you\"");
        run.Of<StepFinished>().ShouldContain(step => step.Step.Path == "main/script/main/1/talk/say");
        run.Of<JobFinished>().Single(job => job.Job == "main/script/main/1/rest").Outcome.ShouldBe(Outcome.Skipped);
        (run.Result.Finished.Succeeded, run.Result.Finished.Skipped).ShouldBe((3, 3));
    }

    [Fact]
    public async Task Context_of_the_workflow_reaches_the_script()
    {
        Environment.SetEnvironmentVariable("SCRIPT_BEHAVIOUR", "from outside");
        var run = await Bench.RunAsync("""
            string.Join('|', Inputs["name"], Env["GREETING"], Env["SCRIPT_BEHAVIOUR"], Context("item"), Context<int>("port"), Args[1], Folder, Secrets["TOKEN"].Length, Secret("TOKEN").Length, Env.Has("NOBODY_SET_THIS"))
            """, step: "for-each: '${{ inputs.items }}'", workflow: "inputs: { name: { type: string, default: Ada }, items: { type: list, default: [first] } }\nenv: { GREETING: hi }\nsecrets: [TOKEN]",
            secrets: new() { ["TOKEN"] = "s3cr3t-value" }, matrix: true);
        ValueOf(run).ShouldBe($"Ada|hi|from outside|first|80|two|{Bench.Folder}|12|12|False");

        static string ValueOf(Recording run) => run.Of<StepFinished>().Single(step => step.Step.Path.Contains("/script[", StringComparison.Ordinal)).Result.AsObject().TryGet("value", out var value) ? value.AsString() : "";
    }

    [Fact]
    public async Task Secret_that_a_script_gives_reaches_later_steps_as_it_is_and_no_event()
    {
        var run = await Bench.RunAsync("""
            Mask("made-by-script");
            Output("token", "made-by-script");
            """, after: "expect: steps.script.outputs.token == 'made-by-script'");
        run.Succeeded();
        run.Of<StepFinished>()[^1].Outcome.ShouldBe(Outcome.Success);
        string.Join('\n', run.Events.Select(seen => seen.ToString())).ShouldNotContain("made-by-script");
        run.Output("token").ShouldBe("\"***\"");
    }

    [Theory]
    [InlineData("using var thing = new Thing(\"a\");")]
    [InlineData("await using var thing = new Thing(\"a\");")]
    [InlineData("using Thing thing = new(\"a\");")]
    [InlineData("var before = 1;\nusing var thing = new Thing(new string('a', 1)); Log(\"beside\");")]
    [InlineData("using var stub = (await Run(new Http.Serve { Routes = [new() { Path = \"/\" }] })) is { } served ? new Thing(\"a\") : null!; var thing = stub;")]
    public async Task Using_declaration_at_the_top_is_disposed_at_the_end(string declaration)
    {
        var run = await Bench.RunAsync($$"""
            using System.Globalization;
            Say = text => Log(text);
            {{declaration}}
            Log(thing.Name);
            class Thing(string name) : IAsyncDisposable, IDisposable
            {
                public string Name => name;
                public void Dispose() => Say("disposed");
                public ValueTask DisposeAsync() { Dispose(); return default; }
            }
            static Action<string> Say = _ => { };
            CultureInfo.InvariantCulture.LCID
            """);
        run.Value.ShouldBe("127");
        var said = run.Of<StepLogged>().Select(logged => logged.Message).ToList();
        said[^1].ShouldBe("disposed");
        said.ShouldContain("a");
    }

    [Fact]
    public async Task Client_class_that_a_script_makes_keeps_to_the_network_policy()
    {
        NetworkRule.TryParse("127.0.0.0/8", null, out var rule, out _).ShouldBeTrue();
        Bench.Network = new() { Deny = [rule!] };
        Bench.Write("runner.yaml", $"plugins: ['{ScriptBench.HttpPlugin}']\nnetwork: {{ deny: [127.0.0.0/8] }}\n");
        var run = await Bench.RunAsync("""
            using var session = new HttpSession();
            await session.GetAsync("http://127.0.0.1:1/", Cancel);
            """);
        run.Error.Kind.ShouldBe("policy");
        (await Bench.RunAsync("Network.Deny.Count")).Value.ShouldBe("1");
    }

    [Fact]
    public async Task Inputs_that_are_not_given_are_named()
    {
        var run = await Bench.RunAsync("Inputs[\"missing\"]");
        run.Error.Kind.ShouldBe("input");
        run.Error.Message.ShouldContain("`missing` is not given");
    }

    [Fact]
    public async Task Large_result_comes_whole()
    {
        var run = await Bench.RunAsync("""
            Output("list", Enumerable.Range(0, 50_000).Select(i => new { Id = i, Name = $"äöü {i}" }));
            new string('x', 3_000_000) + "\u00e9\n\"\\"
            """);
        run.Succeeded();
        run.Output("list").ShouldEndWith("""{"id":49999,"name":"äöü 49999"}]""");
        run.Value.Length.ShouldBe(3_000_000 + 1 + 3 * 2 + 2);
    }

    [Fact]
    public async Task Error_of_the_network_keeps_its_kind()
    {
        var run = await Bench.RunAsync("""await Run(new Http.Get { Url = "http://127.0.0.1:1/" }, name: "get");""");
        run.Error.Kind.ShouldBe("connection");
        run.Step("get").Outcome.ShouldBe(Outcome.Failure);
    }
}
