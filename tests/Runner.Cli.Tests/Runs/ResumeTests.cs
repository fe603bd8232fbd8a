using System.Text.Json;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Runs;

/// <summary>Runs of <c>runner run</c> whose process is killed, and that go on.</summary>
public sealed class ResumeTests : IDisposable
{
    // The line `slow` waits while the file `hold` is there.
    const string Workflow = """
        name: ship
        inputs: { word: { default: one } }
        steps:
          - { id: first, uses: exec, with: { command: [sh, -c, "echo first ${{ inputs.word }} >> done; echo made"] } }
          - { id: slow, uses: exec, ON with: { command: [sh, -c, "echo slow >> done; touch begun; while [ -e hold ]; do sleep 0.05; done"] } }
          - { id: last, uses: exec, with: { command: [sh, -c, "echo last ${{ steps.first.result.stdout }} >> done"] } }
        finally:
          - { uses: exec, with: { command: [sh, -c, "echo cleaned >> done"] } }
        """;

    readonly Shell shell = new();

    public ResumeTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "sh");

    public void Dispose() => shell.Dispose();

    string[] Done => File.ReadAllLines(shell.PathOf("done"));

    JsonElement Last()
    {
        shell.Run("runs", "show", "last", "--json").ShouldBe(0, shell.Error);
        return JsonDocument.Parse(shell.Out).RootElement;
    }

    async Task KillInTheMiddleAsync(string onInterrupt, params string[] arguments)
    {
        shell.Write("ship.yaml", Workflow.Replace("ON", onInterrupt, StringComparison.Ordinal)).Write("hold", "");
        using var process = ShellProcess.Start(shell, ["run", "ship.yaml", .. arguments]);
        await process.MakesAsync(shell.PathOf("begun"));
        // What was said goes to the file without anybody waiting for it.
        await Task.Delay(300, TestContext.Current.CancellationToken);
        process.Kill();
        File.Delete(shell.PathOf("hold"));
    }

    [Fact]
    [Trait("guarantee", "26")]
    public async Task A_killed_run_goes_on_with_what_had_ended_and_fails_the_step_that_was_under_way()
    {
        await KillInTheMiddleAsync("");
        var before = Last();
        before.GetProperty("state").GetString().ShouldBe("interrupted");

        shell.Run("runs", "resume", "last", "--log", "plain").ShouldBe(3, shell.Error + shell.Out);

        shell.Out.ShouldContain("Runner was stopped while this step ran");
        Done.ShouldBe(["first one", "slow", "cleaned"]);
        var after = Last();
        after.GetProperty("id").GetString().ShouldBe(before.GetProperty("id").GetString());
        after.GetProperty("state").GetString().ShouldBe("failure");
        shell.Run("runs", "logs", "last", "--log", "json").ShouldBe(0, shell.Error);
        var events = shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        events.Select(each => each.GetProperty("seq").GetInt32()).ShouldBe(Enumerable.Range(1, events.Count));
        events.Count(each => each.GetProperty("type").GetString() == "run-resumed").ShouldBe(1);
        events.Count(each => each.GetProperty("type").GetString() == "step-finished" && each.GetProperty("step").GetProperty("path").GetString() == "main/first").ShouldBe(1);
    }

    [Fact]
    public async Task A_killed_run_goes_on_with_the_file_and_the_inputs_that_it_began_with_whatever_they_are_now()
    {
        await KillInTheMiddleAsync("on-interrupt: retry,", "--input", "word=two");
        shell.Write("ship.yaml", "steps: [{ uses: log, with: { message: another } }]");

        shell.With("RUNNER_INPUT_WORD", "three").Run("runs", "resume", "last").ShouldBe(0, shell.Error + shell.Out);

        Done.ShouldBe(["first two", "slow", "slow", "last made", "cleaned"]);
        Last().GetProperty("state").GetString().ShouldBe("success");
        shell.Run("runs", "resume", "last").ShouldBe(2);
        shell.Error.ShouldContain("is over: success");
        shell.Error.ShouldContain("runner runs retry");
    }

    [Fact]
    public async Task A_run_that_goes_on_may_be_killed_and_go_on_again_and_while_it_lives_nobody_else_goes_on_with_it()
    {
        await KillInTheMiddleAsync("on-interrupt: retry,");
        File.Delete(shell.PathOf("begun"));
        shell.Write("hold", "").Run("runs", "list").ShouldBe(0, shell.Error);
        using (var process = ShellProcess.Start(shell, "runs", "resume", "last"))
        {
            await process.MakesAsync(shell.PathOf("begun"));
            Last().GetProperty("state").GetString().ShouldBe("running");
            shell.Run("runs", "resume", "last").ShouldBe(2);
            shell.Error.ShouldContain("still runs");
            process.Kill();
        }

        Last().GetProperty("state").GetString().ShouldBe("interrupted");
        File.Delete(shell.PathOf("hold"));
        shell.Run("runs", "resume", "last").ShouldBe(0, shell.Error + shell.Out);
        Done.ShouldBe(["first one", "slow", "slow", "slow", "last made", "cleaned"]);
        Last().GetProperty("state").GetString().ShouldBe("success");
    }

    [Fact]
    public async Task Another_input_is_refused_for_what_had_ended_was_done_with_the_first()
    {
        await KillInTheMiddleAsync("on-interrupt: retry,");
        shell.Run("runs", "resume", "last", "--input", "word=two").ShouldBe(2);
        shell.Error.ShouldContain("--input word: the run goes on with the inputs that it began with");
        Last().GetProperty("state").GetString().ShouldBe("interrupted");
    }

    [Fact]
    public async Task An_input_with_a_secret_has_to_be_given_again()
    {
        shell.Write("ship.yaml", "secrets: [TOKEN]\n" + Workflow.Replace("ON", "on-interrupt: retry,", StringComparison.Ordinal)).Write("hold", "").Write(".env", "TOKEN=s3cr3t-word");
        using (var process = ShellProcess.Start(shell, "run", "ship.yaml", "--env-file", ".env", "--input", "word=s3cr3t-word"))
        {
            await process.MakesAsync(shell.PathOf("begun"));
            await Task.Delay(300, TestContext.Current.CancellationToken);
            process.Kill();
        }

        File.Delete(shell.PathOf("hold"));
        shell.Run("runs", "resume", "last").ShouldBe(2);
        shell.Error.ShouldContain("the input `word` held a secret, which is not remembered");
        shell.Run("runs", "resume", "last", "--input", "word=s3cr3t-word").ShouldBe(0, shell.Error + shell.Out);
        Done.ShouldBe(["first s3cr3t-word", "slow", "slow", "last made", "cleaned"]);
    }
}
