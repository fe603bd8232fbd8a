using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Configuration;

public sealed class RunnerConfigurationTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly DiagnosticBag diagnostics = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void File_is_found_in_the_folder_and_above()
    {
        var top = folder.Write("runner.yaml", "");
        var deep = Directory.CreateDirectory(folder.PathOf("a/b/c")).FullName;

        RunnerConfiguration.Find(folder.Path).ShouldBe(top);
        RunnerConfiguration.Find(deep).ShouldBe(top);
        var nearer = folder.Write("a/b/runner.yaml", "");
        RunnerConfiguration.Find(deep).ShouldBe(nearer);
        RunnerConfiguration.Find(folder.PathOf("a")).ShouldBe(top);
    }

    [Fact]
    public void Folder_of_the_same_name_is_no_file()
    {
        Directory.CreateDirectory(folder.PathOf("a/runner.yaml"));
        var top = folder.Write("runner.yaml", "");

        RunnerConfiguration.Find(folder.PathOf("a")).ShouldBe(top);
    }

    [Theory]
    [InlineData("plugins: [one, sub/two]")]
    [InlineData("plugins:\n  - one\n  - ./sub/../sub/two")]
    public void Plugin_folders_are_relative_to_the_file_and_keep_their_order(string text)
    {
        Directory.CreateDirectory(folder.PathOf("one"));
        Directory.CreateDirectory(folder.PathOf("sub/two"));

        Read(text).PluginFolders.ShouldBe([folder.PathOf("one"), folder.PathOf("sub/two")]);
        diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Single_plugin_folder_needs_no_list_and_may_be_absolute()
    {
        var elsewhere = Directory.CreateDirectory(folder.PathOf("elsewhere")).FullName;

        Read($"plugins: {elsewhere}").PluginFolders.ShouldBe([elsewhere]);
        diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# nothing yet\n")]
    [InlineData("---\n")]
    [InlineData("{}")]
    public void Empty_file_is_a_configuration_without_settings(string text)
    {
        Read(text).PluginFolders.ShouldBeEmpty();
        diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("plugin: [one]", "runner.yaml has no key `plugin`", "did you mean `plugins`?", 1)]
    [InlineData("colour: red", "runner.yaml has no key `colour`", "it may have: plugins, actions, inventory, network, service, store, clients", 1)]
    [InlineData("- plugins", "runner.yaml must be a mapping, and this is a list", "such as plugins: [plugins]", 1)]
    [InlineData("plugins: { a: b }", "`plugins` must be a value or a list, and this is a mapping", "such as plugins: [plugins]", 10)]
    [InlineData("plugins: [[a]]", "an item of `plugins` must be a single value, and this is a list", "such as plugins: [plugins]", 11)]
    [InlineData("plugins:", "`plugins` has no value", "write one, or remove the line", 9)]
    [InlineData("plugins: [one, none]", "there is no folder `none`", "paths are relative to runner.yaml", 16)]
    [InlineData("actions: [exec]", "`actions` must be a mapping, and this is a list", "such as actions: { deny: [exec, http.serve] }", 10)]
    [InlineData("actions: { forbid: exec }", "`actions` has no key `forbid`", "it may have: deny", 12)]
    [InlineData("actions: { deny: { exec: true } }", "`deny` must be a value or a list, and this is a mapping", "such as deny: [exec, http.serve]", 18)]
    [InlineData("actions: { deny: exce }", "`exce` names no action", "did you mean `exec`?", 18)]
    [InlineData("actions: { deny: [exec, http] }", "`http` names no action", "all actions of a plugin are `http.*`; Runner's own are csharp, delay, exec, fail, log, set", 25)]
    [InlineData("actions: { deny: ['*'] }", "`*` names no action", "write an action (http.serve), all of a plugin (http.*), or one of Runner's own: csharp, delay, exec, fail, log, set", 19)]
    [InlineData("actions: { deny: [Http.get] }", "`Http.get` names no action", "write an action (http.serve), all of a plugin (http.*), or one of Runner's own: csharp, delay, exec, fail, log, set", 19)]
    [InlineData("plugins: runner.yaml", "there is no folder `runner.yaml`", "paths are relative to runner.yaml", 10)]
    public void Mistake_is_told_with_its_place(string text, string message, string help, int column)
    {
        Directory.CreateDirectory(folder.PathOf("one"));

        Read(text);

        var told = diagnostics.ShouldHaveSingleItem();
        told.Message.ShouldBe(message);
        told.Help.ShouldBe(help);
        told.Location.Start.Column.ShouldBe(column);
    }

    [Fact]
    public void Actions_that_are_denied_are_known_with_their_place()
    {
        var policy = Read("actions:\n  deny: [exec, http.serve, scan.*]").Actions.ShouldNotBeNull();

        diagnostics.ShouldBeEmpty();
        policy.DenialOf("exec").ShouldNotBeNull().Location.Start.ToString().ShouldBe("2:10");
        policy.DenialOf("http.serve").ShouldNotBeNull().Pattern.ShouldBe("http.serve");
        policy.DenialOf("scan.ports").ShouldNotBeNull().Pattern.ShouldBe("scan.*");
        policy.DenialOf("http.get").ShouldBeNull();
        policy.DenialOf("scanner.ports").ShouldBeNull();
        // All of a plugin, whatever its actions' names begin with.
        policy.DenialOf("tcp.syn", "scan").ShouldNotBeNull().Pattern.ShouldBe("scan.*");
        policy.DenialOf("tcp.syn", "sockets").ShouldBeNull();
        Read("plugins: []").Actions.ShouldBeNull();
    }

    [Fact]
    public void File_that_is_no_yaml_gives_an_empty_configuration_and_the_reason()
    {
        Read("plugins: [").PluginFolders.ShouldBeEmpty();

        diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.YamlSyntax);
    }

    RunnerConfiguration Read(string text) => RunnerConfiguration.Read(folder.Write("runner.yaml", text), diagnostics);
}
