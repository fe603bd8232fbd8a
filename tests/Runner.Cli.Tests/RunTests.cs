using System.Text.Json;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

public sealed class RunTests : IDisposable
{
    const string WithSecret = """
        secrets: [TOKEN]
        steps:
          - { uses: http.serve, id: stub, with: { routes: [{ path: /, body: hello }] } }
          - { id: get, name: "with ${{ secrets.TOKEN }}", uses: http.get, with: { url: "${{ steps.stub.result.url }}/", headers: { x-token: "${{ secrets.TOKEN }}" } }, expect: "secrets.TOKEN == 'a b#c' || env('TOKEN') == secrets.TOKEN" }
        """;

    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Run_runs_a_workflow_and_reports_it()
    {
        shell.Write("check.yaml", Shell.Check).Run("run", "check.yaml").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("check.yaml");
        shell.Out.ShouldContain("passed");
        shell.Error.ShouldBeEmpty();
    }

    [Fact]
    public void Run_says_of_a_loop_that_nodes_would_share_that_it_runs_here()
    {
        shell.Write("lib.yaml", "jobs: { inner: { for-each: [a], distribute: true, steps: [{ uses: log, with: { message: \"${{ item }}\" } }] } }");
        shell.Write("many.yaml", """
            jobs:
              many: { for-each: [x, y], distribute: true, batch-size: 1, steps: [{ uses: log, with: { message: "${{ item }}" } }] }
              calls: { steps: [{ uses: ./lib.yaml }] }
            """).Run("run", "many.yaml").ShouldBe(0, shell.Error);

        shell.Out.ShouldContain("2 items succeeded");
        shell.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe([
            "note: many.yaml:2:3: all items of `many` run in this process; nodes share them (`distribute`) when `runner serve` runs the workflow",
            "note: lib.yaml:1:9: all items of `inner` run in this process; nodes share them (`distribute`) when `runner serve` runs the workflow",
        ]);
    }

    [Theory]
    [InlineData("--input", "expected=503", 1)]
    [InlineData("-i", "status=503", 1)]
    public void Run_ends_with_1_when_an_expectation_fails(string option, string value, int code) =>
        shell.Write("check.yaml", Shell.Check).Run("run", "check.yaml", option, value).ShouldBe(code, shell.Error);

    [Fact]
    public void Run_ends_with_3_when_a_step_fails_with_an_error()
    {
        shell.Write("check.yaml", "steps: [{ uses: http.get, with: { url: 'http://127.0.0.1:1/' } }]").Run("run", "check.yaml").ShouldBe(3, shell.Error);
        shell.Out.ShouldContain("refused");
    }

    [Fact]
    public void Run_gives_several_inputs() =>
        shell.Write("check.yaml", Shell.Check).Run("run", "check.yaml", "-i", "status=404", "--input", "expected=404").ShouldBe(0, shell.Error);

    [Fact]
    public void Run_takes_inputs_from_files_and_the_environment_and_the_nearest_counts()
    {
        shell.Write("check.yaml", Shell.Check).Write("a.yaml", "status: 404\nexpected: 500").Write("b.json", """{"expected": 404}""");
        shell.Run("run", "check.yaml", "--inputs-file", "a.yaml").ShouldBe(1, shell.Error);
        shell.Run("run", "check.yaml", "--inputs-file", "a.yaml", "--inputs-file", "b.json").ShouldBe(0, shell.Error);
        shell.Run("run", "check.yaml", "--inputs-file", "b.json", "--input", "expected=200").ShouldBe(0, shell.Error);
        shell.With("RUNNER_INPUT_EXPECTED", "404").Run("run", "check.yaml").ShouldBe(1, shell.Error);
        shell.Run("run", "check.yaml", "-i", "status=404").ShouldBe(0, shell.Error);
        shell.With("RUNNER_INPUT_EXPECTED", "many").Run("run", "check.yaml").ShouldBe(2);
        shell.Error.ShouldContain("error: check.yaml: `expected` must be a number, and this is the text 'many' (RUNNER_INPUT_EXPECTED)");
    }

    [Fact]
    public void Text_from_an_inputs_file_is_what_stands_there()
    {
        shell.Write("check.yaml", "inputs: { version: {} }\nsteps: [{ uses: log, with: { message: \"is ${{ inputs.version }}.\" } }]").Write("inputs.yaml", "version: 1.10");
        shell.Run("run", "check.yaml", "--inputs-file", "inputs.yaml").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("is 1.10.");
    }

    [Theory]
    [InlineData("[1, 2]", "inputs.yaml:1:1: error RUN0202: the file must hold names and values, and this is a list")]
    [InlineData("status: [", "inputs.yaml:1:10: error RUN0101")]
    [InlineData("expected: 200\nstatus: up", "`status` must be a number, and this is the text 'up' (inputs.yaml:2:9)")]
    [InlineData("status: 200\nstatus: 404", "inputs.yaml:2:1: error RUN0103")]
    [InlineData("staus: 200", "there is no input `staus` (inputs.yaml:1:8); did you mean `status`?")]
    public void Run_refuses_an_inputs_file_with_the_place(string file, string message)
    {
        shell.Write("check.yaml", Shell.Check).Write("inputs.yaml", file).Run("run", "check.yaml", "--inputs-file", "inputs.yaml").ShouldBe(2);
        shell.Error.ShouldContain(message);
    }

    [Theory]
    [InlineData("--inputs-file none.yaml cannot be used", "--inputs-file", "none.yaml")]
    [InlineData("--input cannot be 'status'", "--input", "status")]
    [InlineData("--input cannot be '=5'", "--input", "=5")]
    [InlineData("--input status is given twice", "--input", "status=1", "--input", "STATUS=2")]
    [InlineData("check.yaml: there is no input `statsu`; did you mean `status`?", "--input", "statsu=1")]
    [InlineData("check.yaml: `status` must be a number, and this is the text 'up'", "--input", "status=up")]
    [InlineData("--timeout cannot be 'soon'", "--timeout", "soon")]
    [InlineData("--timeout cannot be '10'", "--timeout", "10")]
    [InlineData("--timeout cannot be '0s'", "--timeout", "0s")]
    [InlineData("--timeout cannot be longer than 49d", "--timeout", "60d")]
    [InlineData("--env-file none.env: there is no such file", "--env-file", "none.env")]
    [InlineData("--log-file none/run.log: ", "--log-file", "none/run.log")]
    [InlineData("--log-file .: ", "--log-file", ".")]
    public void Run_refuses_what_it_cannot_use(string message, params string[] options)
    {
        shell.Write("check.yaml", Shell.Check).Run(["run", "check.yaml", .. options]).ShouldBe(2);
        shell.Error.ShouldContain($"error: {message}");
        shell.Out.ShouldBeEmpty();
    }

    [Fact]
    public void Run_tells_of_every_input_that_is_wrong_at_once()
    {
        shell.Write("check.yaml", "inputs: { url: { type: string, required: true }, n: { type: number } }\nsteps: [{ uses: http.get, with: { url: \"${{ inputs.url }}\" } }]")
            .Run("run", "check.yaml", "-i", "n=x", "-i", "m=1").ShouldBe(2);
        shell.Error.Split('\n').Count(line => line.StartsWith("error: check.yaml: ", StringComparison.Ordinal)).ShouldBe(3, shell.Error);
        shell.Error.ShouldContain("help: give inputs as --input name=value");
    }

    [Fact]
    public void Run_needs_the_secrets_that_the_workflow_declares()
    {
        shell.Write("check.yaml", WithSecret).Run("run", "check.yaml").ShouldBe(2);
        shell.Error.ShouldContain("error: check.yaml: the secret `TOKEN` is not set");
        shell.Error.ShouldContain("--env-file");
    }

    [Fact]
    public void Run_takes_secrets_from_the_environment_and_shows_none()
    {
        shell.With("TOKEN", "fr0m-the-shell").Write("check.yaml", WithSecret).Run("run", "check.yaml", "--log", "json").ShouldBe(0, shell.Error);
        shell.Out.ShouldNotContain("fr0m-the-shell");
        shell.Out.ShouldContain("with ***");
    }

    [Theory]
    [InlineData("TOKEN=a b#c")]
    [InlineData("TOKEN='a b#c'")]
    [InlineData("TOKEN=\"a b#c\"")]
    [InlineData("# a comment\n\n  export TOKEN = a b#c  \r\nOTHER=")]
    [InlineData("\uFEFFTOKEN=other\nTOKEN=a b#c\n")]
    public void An_env_file_has_quotes_comments_and_export(string text)
    {
        shell.Write("check.yaml", WithSecret).Write("secrets.env", text).With("TOKEN", "the environment's").Run("run", "check.yaml", "--env-file", "secrets.env").ShouldBe(0, shell.Error + shell.Out);
        // The workflow's expectation is about the value; a quote left on would fail its first half and pass the second.
        shell.Write("exact.yaml", WithSecret.Replace(" || env('TOKEN') == secrets.TOKEN", "", StringComparison.Ordinal)).Run("run", "exact.yaml", "--env-file", "secrets.env").ShouldBe(0, shell.Error + shell.Out);
    }

    [Theory]
    [InlineData("TOKEN=x\nhunter2", 2)]
    [InlineData("=hunter2", 1)]
    [InlineData("\n\nexport hunter2", 3)]
    public void A_line_of_an_env_file_that_is_wrong_is_named_but_not_shown(string text, int line)
    {
        shell.Write("check.yaml", WithSecret).Write("bad.env", text).Run("run", "check.yaml", "--env-file", "bad.env").ShouldBe(2);
        shell.Error.ShouldContain($"error: bad.env:{line}: this line is not NAME=value");
        shell.Error.ShouldNotContain("hunter2");
    }

    [Fact]
    public void An_env_file_that_is_a_folder_is_refused()
    {
        shell.Write("check.yaml", WithSecret).Run("run", "check.yaml", "--env-file", ".").ShouldBe(2);
        shell.Error.ShouldContain("error: --env-file .: ");
    }

    [Fact]
    public void A_timeout_ends_the_run_with_3()
    {
        shell.Write("check.yaml", """
            steps:
              - { id: stub, uses: http.serve, with: { routes: [{ path: /, delay: 1m }] } }
              - { uses: http.get, with: { url: "${{ steps.stub.result.url }}/" } }
            """).Run("run", "check.yaml", "--timeout", "50ms").ShouldBe(3, shell.Error);
        shell.Out.ShouldContain("the run took longer than 50ms");
    }

    [Fact]
    public void Log_json_writes_an_event_a_line_and_the_log_file_has_the_same()
    {
        shell.Write("check.yaml", Shell.Check).Run("run", "check.yaml", "--log", "json", "--log-file", "run.log").ShouldBe(0, shell.Error);

        var lines = shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString()).ShouldSatisfyAllConditions(
            types => types.First().ShouldBe("run-started"), types => types.Last().ShouldBe("run-finished"), types => types.Count(type => type == "step-finished").ShouldBe(2));
        File.ReadAllText(shell.PathOf("run.log")).ShouldBe(shell.Out);
    }

    [Fact]
    public void Log_plain_writes_no_escape_sequences()
    {
        shell.Write("check.yaml", Shell.Check).Run("run", "check.yaml", "--log", "plain").ShouldBe(0, shell.Error);
        shell.Out.ShouldNotContain("\u001b");
    }

    [Fact]
    public void Several_files_are_all_checked_before_any_runs()
    {
        shell.Write("good.yaml", Shell.Check).Write("bad.yaml", "steps: [{ uses: http.gte }]").Run("run", "good.yaml", "bad.yaml", "none.yaml").ShouldBe(2);
        shell.Out.ShouldBeEmpty();
        shell.Error.ShouldContain("bad.yaml:1:17: error");
        shell.Error.ShouldContain("did you mean http.get?");
        shell.Error.ShouldContain("none.yaml");
    }

    [Fact]
    public void Several_files_run_one_after_the_other_and_the_worst_exit_code_counts()
    {
        shell.Write("one.yaml", "name: first-one\nsteps: [{ uses: http.get, with: { url: 'http://127.0.0.1:1/' } }]").Write("two.yaml", Shell.Check.Replace("name: check", "name: second-one", StringComparison.Ordinal))
            .Run("run", "one.yaml", "two.yaml").ShouldBe(3, shell.Error);
        shell.Out.IndexOf("first-one", StringComparison.Ordinal).ShouldBeInRange(0, shell.Out.IndexOf("second-one", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cancellation_before_the_first_run_is_one()
    {
        using var cancelled = new Shell { Cancel = new(canceled: true) };
        cancelled.Write("check.yaml", Shell.Check).Run("run", "check.yaml", "check.yaml").ShouldBe(130);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_to_be_so()
    {
        shell.Run("run", "none.yaml").ShouldBe(2);
        shell.Error.ShouldContain("none.yaml");
        shell.Error.ShouldContain("there is no such file");
    }
}
