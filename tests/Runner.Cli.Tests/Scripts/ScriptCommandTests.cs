using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Scripts;

/// <summary>Scripts on the command line: <c>runner run a.csx</c>, <c>runner validate a.csx</c>.</summary>
public sealed class ScriptCommandTests : IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Script_that_does_not_compile_is_told_and_nothing_runs()
    {
        shell.Write("a.csx", "Log(\"ran\");\nvar x = Undefined();\n").Write("b.csx", "Log(\"ran too\");");

        shell.Run("run", "b.csx", "a.csx").ShouldBe(2);

        shell.Out.ShouldBeEmpty();
        shell.Error.ShouldBe("""
            a.csx:2:9: error RUN0801: CS0103: The name 'Undefined' does not exist in the current context
              2 | var x = Undefined();
                |         ^^^^^^^^^
                = help: what scripts find in scope is listed in docs/SCRIPTS.md: Run, Step, Inputs, Args, Log, Expect and more


            """);
    }

    [Theory]
    [InlineData("throw new InvalidOperationException(\"broken\");", 3, "broken")]
    [InlineData("Expect(() => Args.Count == 1);", 1, "`Args.Count` was 2")]
    [InlineData("Log(string.Join('|', Args)); Inputs[\"env\"]", 0, "one|--two")]
    [InlineData("Secret(\"NOT_SET\")", 3, "the secret NOT_SET is not set")]
    public void Exit_code_tells_how_a_script_ended(string code, int expected, string told)
    {
        shell.Write("a.csx", code);

        shell.Run("run", "a.csx", "--log", "plain", "-i", "env=x", "--", "one", "--two").ShouldBe(expected, shell.Out + shell.Error);

        shell.Out.ShouldContain(told);
    }

    [Fact]
    public void Secret_of_a_script_is_masked_wherever_it_comes_from()
    {
        shell.Write(".env", "API_TOKEN=sesame-open\n").Write("a.csx", "var token = Secret(\"API_TOKEN\");\nLog($\"token {token} of {token.Length}\");\ntoken");

        shell.Run("run", "a.csx", "--env-file", ".env", "--log", "json").ShouldBe(0, shell.Out + shell.Error);

        shell.Out.ShouldContain("of 11");
        shell.Out.ShouldNotContain("sesame");
    }

    [Theory]
    [InlineData("--only", "main")]
    [InlineData("--from", "main/1")]
    [InlineData("--step", null)]
    public void Option_for_the_steps_of_workflows_is_refused_for_a_script(string option, string? value)
    {
        shell.Write("a.csx", "1").Write("check.yaml", "steps: [{ uses: log, with: { message: a } }]");

        shell.Run(["run", "check.yaml", "a.csx", option, .. value is null ? Array.Empty<string>() : [value]]).ShouldBe(2);

        shell.Error.ShouldContain($"{option} ");
        shell.Error.ShouldContain("a.csx is a script");
        shell.Out.ShouldBeEmpty();
    }

    [Fact]
    public void Arguments_that_no_script_takes_are_refused()
    {
        shell.Write("check.yaml", "steps: [{ uses: log, with: { message: a } }]");

        shell.Run("run", "check.yaml", "--", "fast").ShouldBe(2);

        shell.Error.ShouldContain("nothing takes `fast`");
    }

    [Fact]
    public void Dry_run_compiles_a_script_and_runs_nothing()
    {
        shell.Write("a.csx", "File.WriteAllText(Path.Combine(Folder, \"ran\"), \"\");").Write("b.csx", "oops");

        shell.Run("run", "a.csx", "--dry-run").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("a.csx");
        File.Exists(shell.PathOf("ran")).ShouldBeFalse();

        shell.Run("run", "b.csx", "--dry-run").ShouldBe(2);
    }

    [Fact]
    public void Scripts_and_workflows_run_one_after_the_other()
    {
        shell.Write("a.csx", "Log($\"script {Args[0]}\");").Write("check.yaml", "steps: [{ uses: log, with: { message: workflow } }]");

        shell.Run("run", "a.csx", "check.yaml", "--log", "plain", "--", "x").ShouldBe(0, shell.Out + shell.Error);

        shell.Out.IndexOf("script x", StringComparison.Ordinal).ShouldBeInRange(0, shell.Out.IndexOf("workflow", StringComparison.Ordinal));
    }

    [Fact]
    public void Steps_of_a_script_are_shown_under_its_name()
    {
        shell.Write("a.csx", """
            var stub = await Run(new Http.Serve { Routes = [new() { Path = "/" }] });
            await Step("twice", async () =>
            {
                await Run(new Http.Get { Url = stub.Url });
                await Run(new Http.Get { Url = stub.Url }, name: "again");
            });
            """);

        shell.Run("run", "a.csx", "--log", "plain").ShouldBe(0, shell.Out + shell.Error);

        shell.Out.ShouldContain("ok    a.csx / twice / http.get");
        shell.Out.ShouldContain("ok    a.csx / twice / again");
        shell.Out.ShouldContain("ok    a.csx / twice  ");
    }

    [Fact]
    public void Validate_compiles_scripts_and_goes_on_after_a_wrong_one()
    {
        shell.Write("good.csx", "1 + 1").Write("bad.csx", "1 +");

        shell.Run("validate", "bad.csx", "missing.csx", "good.csx").ShouldBe(2);

        shell.Error.ShouldContain("bad.csx:1:4: error RUN0801: CS1733");
        shell.Error.ShouldContain("missing.csx:1:1: error RUN0001: there is no such file");
        shell.Error.ShouldContain("2 of 3 files cannot run");
        shell.Out.ShouldBe("ok    good.csx  a script\n");
    }
}
