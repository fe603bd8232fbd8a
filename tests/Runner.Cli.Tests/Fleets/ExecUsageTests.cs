using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Fleets;

public sealed class ExecUsageTests : IDisposable
{
    readonly Shell shell = new Shell().Write("inventory.yaml", "hosts: { web1: {}, web2: {} }\ngroups: { web: { hosts: [web1, web2] } }\n").Write("check.sh", "echo ok\n");

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("error: no host is named", "exec")]
    [InlineData("error: no host is named", "exec", "--", "uptime")]
    [InlineData("error: there is no command\nhelp: write it after --: runner exec web -- uptime", "exec", "web")]
    [InlineData("error: `uptime` is not behind --\nhelp: write the command after --: runner exec web -- uptime now", "exec", "web", "uptime", "now")]
    [InlineData("error: no host and no group is named `wbe`\nhelp: did you mean `web`? a host that is in no inventory is reached with --inventory none", "exec", "wbe", "--", "uptime")]
    [InlineData("error: there is no option `--forsk`\nhelp: did you mean `runner exec --forks`?", "exec", "web", "--forsk", "3", "--", "uptime")]
    [InlineData("error: `web*` chooses hosts of an inventory, and there is none here", "exec", "web*", "--inventory", "none", "--", "uptime")]
    [InlineData("error: --forks cannot be 0", "exec", "web", "--forks", "0", "--", "uptime")]
    [InlineData("error: --timeout cannot be '10'", "exec", "web", "--timeout", "10", "--", "uptime")]
    [InlineData("error: --no-fold and --stream do not go together", "exec", "web", "--no-fold", "--stream", "--", "uptime")]
    [InlineData("error: --script none.sh: there is no such file", "exec", "web", "--script", "none.sh")]
    [InlineData("error: --stdin none.txt: there is no such file", "exec", "web", "--stdin", "none.txt", "--", "cat")]
    [InlineData("error: --env NAME has no value", "exec", "web", "--env", "NAME", "--", "env")]
    [InlineData("error: --env has a value without a name", "exec", "web", "--env", "=x", "--", "env")]
    [InlineData("error: --env cannot set `A B`", "exec", "web", "--env", "A B=3", "--", "env")]
    [InlineData("error: the command after -- is empty", "exec", "web", "--", "")]
    [InlineData("error: --host-key cannot be 'bogus'", "exec", "web", "--host-key", "bogus", "--", "env")]
    [InlineData("error: --identity-file none.key: there is no such file", "exec", "web", "-i", "none.key", "--", "env")]
    [InlineData("error: --connect-timeout cannot be '0s'", "exec", "web", "--connect-timeout", "0s", "--", "env")]
    [InlineData("error: --connect-timeout cannot be 'soon'", "exec", "web", "--connect-timeout", "soon", "--", "env")]
    [InlineData("error: --max-output cannot be less than 0", "exec", "web", "--max-output", "-1", "--", "env")]
    [InlineData("error: --ask-password: there is no terminal to ask at", "exec", "web", "--ask-password", "--", "env")]
    [InlineData("error: --retry-failed: no command was run in this folder", "exec", "--retry-failed")]
    // What stands behind -- is no option, and gets as far as looking for the action, which is in another plugin than these tests have.
    [InlineData("error: there is no action `ssh.run`", "exec", "web", "--", "ls", "--color", "-l")]
    [InlineData("error: there is no action `ssh.script`", "exec", "web", "--script", "check.sh", "--", "-x")]
    public void Mistakes_are_told_with_what_would_be_right(string error, params string[] arguments)
    {
        shell.With("XDG_STATE_HOME", shell.PathOf("state")).Run(arguments).ShouldBe(2);
        shell.Error.ShouldStartWith(error);
        shell.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("all")]
    [InlineData("web*")]
    [InlineData("!web1")]
    public void Patterns_need_an_inventory(string pattern)
    {
        File.Delete(shell.PathOf("inventory.yaml"));
        shell.Run("exec", pattern, "--", "uptime").ShouldBe(2);
        shell.Error.ShouldContain($"error: `{pattern}` chooses hosts of an inventory, and there is none here\nhelp: write the hosts into inventory.yaml");
    }

    [Fact]
    public void Words_behind_the_dashes_are_no_options_of_other_commands_either()
    {
        shell.Run("validate", "--", "--strange.yaml").ShouldBe(2);
        shell.Error.ShouldNotContain("there is no option");
        shell.Error.ShouldContain("--strange.yaml");
    }
}
