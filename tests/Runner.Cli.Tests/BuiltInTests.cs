using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

/// <summary>Runner's own actions, as a user of the command line meets them.</summary>
public sealed class BuiltInTests : IDisposable
{
    const string Risky = """
        steps:
          - id: date
            uses: exec
            with: { command: date }
          - uses: exec
            with: { command: [sh, -c, "echo ${{ steps.date.result.stdout }}"] }
        """;

    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Built_in_actions_need_no_plugin()
    {
        shell.Write("check.yaml", "steps: [{ uses: log, with: { message: hello } }, { uses: exec, with: { command: [echo, hi] }, expect: result.stdout == 'hi' }]");
        shell.Run("run", "check.yaml", "--log", "plain").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("hello");
    }

    [Fact]
    public void Fail_ends_with_the_exit_code_of_an_error()
    {
        shell.Write("check.yaml", "steps: [{ uses: fail, with: { message: Not today } }]").Run("run", "check.yaml", "--log", "plain").ShouldBe(3);
        shell.Out.ShouldContain("error failed: Not today");
        shell.Out.ShouldNotContain("defect");
    }

    [Fact]
    public void Validate_counts_warnings_and_is_content()
    {
        shell.Write("check.yaml", Risky).Run("validate", "check.yaml").ShouldBe(0);
        shell.Out.ShouldBe("ok    check.yaml  2 steps, 1 warning\n");
        shell.Error.ShouldStartWith("check.yaml:6:31: warning RUN0307: `steps.date.result.stdout` comes from outside");
    }

    [Fact]
    public void Run_prints_warnings_and_goes_on()
    {
        shell.Write("check.yaml", Risky).Run("run", "check.yaml", "--log", "plain").ShouldBe(0, shell.Error);
        shell.Error.ShouldContain("warning RUN0307");
    }

    [Theory]
    [InlineData("exec", "check.yaml:3:11: error RUN0308: `exec` may not be used here")]
    [InlineData("http.*", "check.yaml:1:17: error RUN0308: `http.get` may not be used here")]
    public void Configuration_denies_actions(string denied, string message)
    {
        shell.Write("runner.yaml", $"actions:\n  deny: ['{denied}']\n");
        shell.Write("check.yaml", denied == "exec" ? Risky : "steps: [{ uses: http.get, with: { url: http://localhost } }]");

        shell.Run("run", "check.yaml").ShouldBe(2);
        shell.Error.ShouldStartWith(message);
        shell.Error.ShouldContain($"runner.yaml:2:10 denies it with `{denied}`");
        shell.Out.ShouldBeEmpty();
    }

    [Fact]
    public void Plugins_lists_and_shows_them()
    {
        shell.Run("plugins").ShouldBe(0, shell.Error);
        shell.Out.ShouldEndWith("built-in  Always there, without a plugin\n  csharp, delay, exec, fail, log, set\n");
        shell.Run("plugins", "show", "built-in").ShouldBe(0, shell.Error);
        foreach (var said in new[] { "exec  Starts a local program", "max-output", "without `expect`, expects `result.exitCode == 0`", "takes any names" }) shell.Out.ShouldContain(said);
        shell.Run("plugins", "show", "set").ShouldBe(0, shell.Error);
        shell.Out.ShouldStartWith("set  Names values");
        shell.Run("plugins", "show", "exce").ShouldBe(2);
        shell.Error.ShouldContain("did you mean exec?");
    }
}
