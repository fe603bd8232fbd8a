using System.Text.Json;
using System.Text.RegularExpressions;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Scripts;

public sealed class NewScriptTests : IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void New_script_is_right_and_runs_as_it_is()
    {
        shell.Run("new", "script", "my scripts/check").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("made   my scripts/\nwrote  my scripts/check.csx\nnext   runner run 'my scripts/check.csx'\n");

        shell.Run("validate", "my scripts/check.csx").ShouldBe(0, shell.Error);
        shell.Run("run", "my scripts/check.csx", "--log", "plain", "--", "a", "b").ShouldBe(0, shell.Out + shell.Error);

        shell.Out.ShouldContain("answered 200, arguments: a b");
        shell.Out.ShouldContain("ok    check.csx / health");
    }

    [Fact]
    public void Script_that_exists_is_replaced_only_by_force()
    {
        shell.Write("check.csx", "mine");

        shell.Run("new", "script", "check").ShouldBe(2);
        shell.Error.ShouldContain("check.csx exists");
        File.ReadAllText(shell.PathOf("check.csx")).ShouldBe("mine");

        shell.Run("new", "script", "check", "--force").ShouldBe(0, shell.Error);
        File.ReadAllText(shell.PathOf("check.csx")).ShouldStartWith("// Run it:    runner run check.csx");
    }

    [Theory]
    [InlineData("check.yaml", "ends with .csx")]
    [InlineData("folder/", "names a folder")]
    public void Name_that_cannot_be_is_refused(string name, string told)
    {
        shell.Run("new", "script", name).ShouldBe(2);

        shell.Error.ShouldContain(told);
    }

    /// <summary>What VS Code would find in the output, by the expression that it is given.</summary>
    [Fact]
    public void Tasks_find_the_errors_of_a_script()
    {
        shell.Run("new", "script", "check", "--vscode").ShouldBe(0, shell.Error);
        using var tasks = JsonDocument.Parse(File.ReadAllText(shell.PathOf(".vscode/tasks.json")));
        var expression = tasks.RootElement.GetProperty("tasks")[0].GetProperty("problemMatcher").GetProperty("pattern").GetProperty("regexp").GetString()!;

        shell.Write("check.csx", "Log(1);\n  oops\n").Run("validate", "check.csx").ShouldBe(2);

        var found = shell.Error.Split('\n').Select(line => Regex.Match(line, expression)).Where(match => match.Success).ShouldHaveSingleItem();
        found.Groups.Values.Skip(1).Select(group => group.Value).ShouldBe(["check.csx", "2", "3", "error", "RUN0801", "CS0103: The name 'oops' does not exist in the current context"]);
    }
}
