using System.Text.Json;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Runs;

public sealed class RunsCommandTests : IDisposable
{
    const string Good = "name: good\nsteps: [{ uses: log, with: { message: all is well } }]";
    const string Bad = """
        name: bad
        inputs: { port: { type: number, default: 1 } }
        jobs:
          fine: { steps: [{ uses: log, with: { message: fine } }] }
          call: { needs: [fine], steps: [{ id: call, uses: http.get, with: { url: "http://127.0.0.1:${{ inputs.port }}/" } }] }
        """;

    readonly Shell shell = new Shell().Write("good.yaml", Good).Write("bad.yaml", Bad);

    public void Dispose() => shell.Dispose();

    void Run(string file, int code, params string[] more) => shell.Run(["run", file, .. more]).ShouldBe(code, shell.Error);

    List<JsonElement> List(params string[] more)
    {
        shell.Run(["runs", "list", "--json", .. more]).ShouldBe(0, shell.Error);
        var root = JsonDocument.Parse(shell.Out).RootElement;
        return [.. (root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("runs")).EnumerateArray()];
    }

    string[] Names(params string[] more) => [.. List(more).Select(run => run.GetProperty("workflow").GetString()!)];

    [Fact]
    public void List_shows_the_newest_first_and_filters_and_pages()
    {
        Run("good.yaml", 0);
        Run("bad.yaml", 3);

        Names().ShouldBe(["bad", "good"]);
        Names("--state", "success").ShouldBe(["good"]);
        Names("--workflow", "b*").ShouldBe(["bad"]);
        Names("--error", "timeout").ShouldBeEmpty();
        Names("--count", "1").ShouldBe(["bad"]);
        Names("--before", List()[0].GetProperty("id").GetString()!).ShouldBe(["good"]);
        shell.Run("runs", "list").ShouldBe(0, shell.Error);
        shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.Contains('\t'));
    }

    [Fact]
    public void Show_and_logs_tell_what_a_run_did_and_said()
    {
        Run("bad.yaml", 3);
        shell.Run("runs", "show", "last").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("fine");
        shell.Out.ShouldContain("refused");
        shell.Run("runs", "logs", "last", "--log", "plain").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("fine");
        shell.Out.ShouldContain("refused");
        shell.Run("runs", "logs", "last", "--log", "json").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("\"type\":\"run-finished\"");
    }

    [Fact]
    public void A_run_is_found_by_the_end_of_its_id_and_by_its_beginning()
    {
        Run("good.yaml", 0);
        var id = List()[0].GetProperty("id").GetString()!;
        shell.Run("runs", "show", id[^8..]).ShouldBe(0, shell.Error);
        shell.Run("runs", "show", id[..20]).ShouldBe(0, shell.Error);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("logs")]
    [InlineData("retry")]
    [InlineData("resume")]
    [InlineData("cancel")]
    public void Ids_that_mean_no_run_or_several_are_refused(string command)
    {
        shell.Run("runs", command, "last").ShouldBe(2);
        shell.Error.ShouldContain("there are no runs yet");
        Run("good.yaml", 0);
        Run("good.yaml", 0);
        shell.Run("runs", command, "ffffffff").ShouldBe(2);
        shell.Error.ShouldContain("there is no run `ffffffff`");
        shell.Run("runs", command, "ab").ShouldBe(2);
        shell.Error.ShouldContain("too short");
        // Both were made in the same minute: their ids begin with it.
        var ids = List().Select(run => run.GetProperty("id").GetString()!).ToList();
        shell.Run("runs", command, ids[0][..6]).ShouldBe(2);
        shell.Error.ShouldContain($"several runs have ids like `{ids[0][..6]}`");
        ids.ShouldAllBe(id => shell.Error.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public void Retry_runs_it_again_with_its_inputs_and_names_it()
    {
        Run("bad.yaml", 3, "--input", "port=2");
        var first = List()[0].GetProperty("id").GetString();

        shell.Run("runs", "retry", "last").ShouldBe(3, shell.Error);
        shell.Out.ShouldContain("127.0.0.1:2");
        shell.Run("runs", "show", "last", "--json").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain($"\"retryOf\":\"{first}\"".Replace(":", shell.Out.Contains("\": ", StringComparison.Ordinal) ? ": " : ":", StringComparison.Ordinal));
        shell.Run("runs", "retry", "last", "--failed-only", "--log", "json").ShouldBe(3, shell.Error);
        shell.Out.ShouldNotContain("\"message\":\"fine\"");
        shell.Run("runs", "retry", "last", "--input", "port=3").ShouldBe(3, shell.Error);
        shell.Out.ShouldContain("127.0.0.1:3");
        List().Count.ShouldBe(4);
    }

    [Fact]
    public void Retry_keeps_what_the_command_line_said()
    {
        shell.Write("vars.env", "X=1");
        Run("good.yaml", 0, "--isolated", "--memory", "64M", "--check-contract", "--env-file", "vars.env", "--timeout", "1m");
        shell.Run("runs", "export", "last").ShouldBe(0, shell.Error);
        var said = OptionsOf(shell.Out);
        said.ShouldContain("\"isolated\":true");
        said.ShouldContain("\"memory\":\"64M\"");
        said.ShouldContain("\"check-contract\":true");
        said.ShouldContain(shell.PathOf("vars.env"), Case.Sensitive, "it is found from another folder too");

        shell.Run("runs", "retry", "last").ShouldBe(0, shell.Error);

        shell.Run("runs", "export", "last").ShouldBe(0, shell.Error);
        OptionsOf(shell.Out).ShouldBe(said);
    }

    static string OptionsOf(string export) => JsonDocument.Parse(export.Split('\n')[0]).RootElement.GetProperty("options").GetRawText();

    [Fact]
    public void Resume_names_retry_for_a_run_that_ended()
    {
        Run("bad.yaml", 3);
        shell.Run("runs", "resume", "last").ShouldBe(2);
        shell.Error.ShouldContain("is over: failure");
        shell.Error.ShouldContain("runner runs retry");
    }

    [Fact]
    public void Prune_removes_old_runs_and_counts_them_first_when_asked()
    {
        Run("good.yaml", 0);
        shell.Run("runs", "prune").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("Removed 0 runs.");
        shell.Run("runs", "prune", "--older-than", "0s", "--dry-run").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("1 run would be removed.");
        List().Count.ShouldBe(1);
        shell.Run("runs", "prune", "--older-than", "0s").ShouldBe(0, shell.Error);
        List().ShouldBeEmpty();
        shell.Run("runs", "prune", "--older-than", "soon").ShouldBe(2);
    }

    [Fact]
    public void Export_writes_a_line_about_each_run_and_its_events()
    {
        Run("good.yaml", 0);
        Run("bad.yaml", 3);
        shell.Run("runs", "export").ShouldBe(0, shell.Error);
        var types = shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString()).ToList();
        types.Count(type => type == "run-recorded").ShouldBe(2);
        types.Count(type => type == "run-finished").ShouldBe(2);
        types[0].ShouldBe("run-recorded");
    }

    [Fact]
    public void What_is_not_to_be_recorded_leaves_nothing()
    {
        Run("good.yaml", 0, "--no-record");
        Directory.Exists(shell.PathOf("state")).ShouldBeFalse();
        List().ShouldBeEmpty();
    }

    [Fact]
    public void The_variable_names_another_store_than_runner_yaml()
    {
        shell.Write("runner.yaml", "store: kept/runs.db");
        Run("good.yaml", 0);
        Directory.Exists(shell.PathOf("kept/runs.db-spool")).ShouldBeTrue();
        shell.With("RUNNER_STORE", "other/runs.db");
        List().ShouldBeEmpty();
        Run("bad.yaml", 3);
        Names().ShouldBe(["bad"]);
        File.Exists(shell.PathOf("other/runs.db")).ShouldBeTrue();
        shell.With("RUNNER_STORE", "");
        Names().ShouldBe(["good"]);
        shell.With("RUNNER_STORE", "mysql://x/y").Run("runs", "list").ShouldBe(2);
        shell.Error.ShouldContain("RUNNER_STORE: runs cannot be kept in mysql://");
    }
}
