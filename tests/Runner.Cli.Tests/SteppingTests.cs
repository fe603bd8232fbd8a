using System.Text.Json;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

/// <summary>Plans, parts of a workflow, and runs that stop before each step.</summary>
public sealed class SteppingTests : IDisposable
{
    const string Two = """
        env: { WHO: world }
        inputs: { greeting: { default: hello } }
        secrets: [TOKEN]
        jobs:
          greet:
            steps:
              - { id: first, uses: set, with: { text: "${{ inputs.greeting }} ${{ env.WHO }}" } }
              - { uses: log, with: { message: "${{ steps.first.result.text }} ${{ env.WHO }} ${{ secrets.TOKEN }}" } }
          part:
            needs: greet
            if: needs.greet.outcome == 'success'
            for-each: [a, b]
            steps:
              - { name: "say ${{ item }}", uses: log, with: { message: "${{ item }} ${{ now() }}" }, timeout: 5s }
        """;

    readonly Shell shell = new();

    public SteppingTests() => shell.With("TOKEN", "hunter22").Write("greet.yaml", Two);

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Step_by_step_each_is_shown_and_contexts_can_be_changed()
    {
        shell.Input = "\n?\nenv.WHO\nenv.WHO = 'moon'\nsteps.first.result.text = format('{0}!', steps.first.result.text)\nsecrets.TOKEN\nenv.WHO ==\nnothing.x = 1\ni\n\nc\n";
        shell.Run("run", "greet.yaml", "--step").ShouldBe(0, shell.Error);

        shell.Error.ShouldContain("greet/first  first  set  greet.yaml:7:9");
        shell.Error.ShouldContain("  text: 'hello world'");
        shell.Error.ShouldContain("NAME = EXPR");
        shell.Error.ShouldContain("  env.WHO = 'world'");
        shell.Error.ShouldContain("  env.WHO = 'moon'");
        shell.Error.ShouldContain("  secrets.TOKEN = '***'");
        shell.Error.ShouldContain("  Unexpected end of expression");
        shell.Error.ShouldContain("there is no context `nothing` here");
        shell.Error.ShouldContain("  message: 'hello world! moon ***'");
        shell.Out.ShouldContain("hello world! moon ***");
        (shell.Out + shell.Error).ShouldNotContain("hunter22");
    }

    [Theory]
    [InlineData("s\nq\n", 130)]
    [InlineData("\n", 130)]
    [InlineData("c\n", 0)]
    public void Step_by_step_a_run_ends_when_asked_to_or_when_nobody_answers(string typed, int code)
    {
        shell.Input = typed;
        shell.Run("run", "greet.yaml", "--step").ShouldBe(code, shell.Error);
    }

    [Fact]
    public void A_dry_run_shows_what_is_known_and_runs_nothing()
    {
        shell.Run("run", "greet.yaml", "--dry-run").ShouldBe(0, shell.Error);

        shell.Out.Replace("\r", "", StringComparison.Ordinal).ShouldBe("""
            greet  greet.yaml  2 jobs, 4 steps, nothing was run
              inputs: {"greeting":"hello"}

            greet
              first  set
                text: hello world
              log
                message: ${{ steps.first.result.text }} world ***

            part  needs greet
              if needs.greet.outcome == 'success'
              for each of 2 items, as item
              a
                say a  log  at most 5s
                  message: a ${{ now() }}
              b
                say b  log  at most 5s
                  message: b ${{ now() }}

            """);
    }

    [Fact]
    public void A_dry_run_for_programs_is_one_json_object()
    {
        shell.Run("run", "greet.yaml", "--dry-run", "--log", "json", "--only", "part").ShouldBe(0, shell.Error);

        var job = JsonElement.Parse(shell.Out).GetProperty("jobs").EnumerateArray().ShouldHaveSingleItem();
        job.GetProperty("forEach").GetProperty("count").GetInt32().ShouldBe(2);
        job.GetProperty("forEach").GetProperty("items")[1].GetProperty("steps")[0].GetProperty("name").GetString().ShouldBe("say b");
    }

    [Fact]
    public void A_dry_run_leaves_open_what_only_the_run_can_tell()
    {
        shell.Write("lib/inner.yaml", "inputs: { a: {}, b: {} }\nsteps: [{ uses: log, with: { message: \"${{ inputs.a }} ${{ inputs.b }}\" } }]");
        shell.Write("outer.yaml", """
            steps:
              - { id: list, uses: set, with: { items: [1, 2] } }
              - { uses: log, for-each: "${{ steps.list.result.items }}", with: { message: "${{ item }}" } }
              - { uses: ./lib/inner.yaml, with: { a: known, b: "${{ steps.list.result.items[0] }}" }, if: failure() }
              - { uses: log, if: "env('HOME') == 'nowhere'", with: { message: x } }
            """).Run("run", "outer.yaml", "--dry-run").ShouldBe(0, shell.Error);

        shell.Out.ShouldContain("for each of ${{ steps.list.result.items }}, as item");
        shell.Out.ShouldContain("message: known ${{ inputs.b }}");
        shell.Out.ShouldContain("if failure()\n");
        shell.Out.ShouldContain("no, so this is skipped");
    }

    [Theory]
    [InlineData("--only", "part", "say a")]
    [InlineData("--from", "part/1", "say b")]
    public void A_part_of_a_workflow_runs_by_itself(string option, string value, string said)
    {
        shell.Write("greet.yaml", Two.Replace("if: needs.greet.outcome == 'success'", "", StringComparison.Ordinal)).Run("run", "greet.yaml", option, value).ShouldBe(0, shell.Error);
        shell.Out.ShouldContain(said);
        shell.Out.ShouldNotContain("hello");
    }

    [Theory]
    [InlineData("greet.yaml: there is no job `prat`", "--only", "prat")]
    [InlineData("greet.yaml: there is no step `frist`", "--from", "frist")]
    [InlineData("--only and --from do not go together", "--only", "part", "--from", "first")]
    public void A_part_that_there_is_not_is_refused(string message, params string[] options)
    {
        shell.Run(["run", "greet.yaml", .. options]).ShouldBe(2);
        shell.Error.ShouldContain($"error: {message}");
    }
}
