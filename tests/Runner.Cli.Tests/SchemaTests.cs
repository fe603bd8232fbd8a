using System.Text.Json;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

public sealed class SchemaTests : IDisposable
{
    const string Name = "workflow.schema.json";

    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Schema_prints_every_action_of_the_plugins_and_of_Runner()
    {
        shell.Run("schema").ShouldBe(0, shell.Error);

        var schema = JsonDocument.Parse(shell.Out).RootElement;
        schema.GetProperty("title").GetString().ShouldBe("Runner workflow");
        schema.TryGetProperty("$id", out _).ShouldBeFalse();
        var uses = schema.GetProperty("definitions").GetProperty("step").GetProperty("properties").GetProperty("uses").GetProperty("anyOf");
        var actions = uses.EnumerateArray().Where(each => each.TryGetProperty("const", out _)).Select(each => each.GetProperty("const").GetString()).ToList();
        actions.ShouldContain("http.get");
        actions.ShouldContain("exec");
    }

    [Fact]
    public void Schema_leaves_out_what_the_configuration_denies()
    {
        shell.Write("runner.yaml", "actions: { deny: [exec, http.serve] }").Run("schema").ShouldBe(0, shell.Error);

        shell.Out.ShouldNotContain("\"exec\"");
        shell.Out.ShouldNotContain("\"http.serve\"");
        shell.Out.ShouldContain("\"http.get\"");
    }

    [Fact]
    public void Schema_writes_a_file_and_leaves_one_that_is_up_to_date_alone()
    {
        shell.Run("schema", "-o", Name).ShouldBe(0, shell.Error);
        shell.Out.ShouldBe($"wrote  {Name}\n");
        var written = File.GetLastWriteTimeUtc(shell.PathOf(Name));

        shell.Run("schema", "-o", Name).ShouldBe(0, shell.Error);
        shell.Out.ShouldBe($"{Name} is up to date already\n");
        File.GetLastWriteTimeUtc(shell.PathOf(Name)).ShouldBe(written);

        shell.Write(Name, "{}").Run("schema", "-o", Name).ShouldBe(0, shell.Error);
        File.ReadAllText(shell.PathOf(Name)).Length.ShouldBeGreaterThan(10_000);
        Directory.GetFiles(shell.Folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void Schema_checks_a_file_and_writes_nothing()
    {
        shell.Run("schema", "-o", Name, "--check").ShouldBe(1);
        shell.Error.ShouldBe($"{Name} does not exist\nhelp: `runner schema -o {Name}` writes it\n");
        File.Exists(shell.PathOf(Name)).ShouldBeFalse();

        shell.Write(Name, "{}").Run("schema", "-o", Name, "--check").ShouldBe(1);
        shell.Error.ShouldStartWith($"{Name} is not up to date");
        File.ReadAllText(shell.PathOf(Name)).ShouldBe("{}");

        shell.Run("schema", "-o", Name).ShouldBe(0);
        shell.Run("schema", "-o", Name, "--check").ShouldBe(0);
        shell.Out.ShouldBe($"{Name} is up to date\n");
    }

    [Theory]
    [InlineData("--check compares with a file", "schema", "--check")]
    [InlineData("'.' names a folder", "schema", "-o", ".")]
    [InlineData("missing/a.json cannot be written", "schema", "-o", "missing/a.json")]
    public void Schema_tells_what_is_wrong_with_its_options(string problem, params string[] arguments)
    {
        shell.Run(arguments).ShouldBe(2);
        shell.Error.ShouldStartWith("error: ");
        shell.Error.ShouldContain(problem);
        shell.Out.ShouldBeEmpty();
    }
}
