using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

public sealed class PluginsTests : IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Plugins_lists_each_with_its_actions_and_folder()
    {
        shell.Run("plugins").ShouldBe(0, shell.Error);
        var lines = shell.Out.Split('\n');
        lines[0].ShouldStartWith("http ");
        lines[1].ShouldContain("http.get");
        lines[1].ShouldContain("http.serve");
        lines[2].ShouldBe("  " + Shell.HttpPlugin);
    }

    [Fact]
    public void Plugins_show_tells_of_a_plugins_actions_and_errors()
    {
        shell.Run("plugins", "show", "http").ShouldBe(0, shell.Error);
        foreach (var said in new[] { "http.get", "http.serve", "  inputs", "  result", "max-body-size", "timings.total", "milliseconds", "(required)", "opens a connection", "result.status < 400", "rate-limit" }) shell.Out.ShouldContain(said);
    }

    [Fact]
    public void Plugins_show_tells_of_one_action()
    {
        shell.Run("plugins", "show", "http.get").ShouldBe(0, shell.Error);
        shell.Out.ShouldStartWith("http.get  ");
        shell.Out.ShouldNotContain("http.post");
    }

    [Theory]
    [InlineData("htp", "help: did you mean http?")]
    [InlineData("http.gte", "help: did you mean http.get?")]
    [InlineData("completely-different", "help: `runner plugins` lists them")]
    public void Plugins_show_of_something_unknown_suggests(string name, string help)
    {
        shell.Run("plugins", "show", name).ShouldBe(2);
        shell.Error.ShouldBe($"error: there is no plugin or action `{name}`\n{help}\n");
    }

    [Fact]
    public void Plugins_manifest_writes_beside_the_assembly()
    {
        CopyPlugin("mine/http");
        shell.Run("plugins", "manifest", "mine/http").ShouldBe(0, shell.Error);
        File.Exists(shell.Out.Trim()).ShouldBeTrue(shell.Out);
        Path.GetDirectoryName(shell.Out.Trim()).ShouldBe(shell.PathOf("mine/http"));
        File.ReadAllText(shell.Out.Trim()).ShouldContain("http.get");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("empty")]
    public void Plugins_manifest_refuses_a_folder_without_a_plugin(string folder)
    {
        Directory.CreateDirectory(shell.PathOf("empty"));
        shell.Run("plugins", "manifest", folder).ShouldBe(2);
        shell.Error.ShouldStartWith("error: ");
        shell.Error.ShouldContain(folder);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n\n  # and another\n")]
    [InlineData("plugins: []")]
    public void A_configuration_without_plugins_changes_nothing(string text)
    {
        shell.Write("runner.yaml", text).Run("plugins").ShouldBe(0, shell.Error);
        shell.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("plugin: [x]", "plugin")]
    [InlineData("plugins: [./none]", "there is no folder `./none`")]
    [InlineData("plugins: { a: b }", "plugins")]
    [InlineData("plugins: [", "runner.yaml")]
    [InlineData("just text", "runner.yaml")]
    public void A_configuration_that_is_wrong_ends_with_2_and_the_place(string text, string said)
    {
        shell.Write("runner.yaml", text).Write("check.yaml", Shell.Check);
        foreach (var command in new[] { "run", "validate" })
        {
            shell.Run(command, "check.yaml").ShouldBe(2);
            shell.Error.ShouldContain("runner.yaml:1:");
            shell.Error.ShouldContain(said);
            shell.Out.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_plugin_that_is_refused_is_warned_of_and_the_rest_goes_on()
    {
        shell.Write("runner.yaml", "plugins: [./plugins]").Write("plugins/broken/broken.dll", "no assembly").Write("check.yaml", Shell.Check);

        shell.Run("run", "check.yaml").ShouldBe(0, shell.Error);
        shell.Error.ShouldStartWith("warning: ");
        shell.Error.ShouldContain("broken");
        shell.Run("plugins").ShouldBe(2);
        shell.Out.ShouldStartWith("http ");
    }

    [Fact]
    public void A_configuration_above_the_working_directory_counts()
    {
        shell.Write("runner.yaml", "plugins: [./none]").Write("deep/down/check.yaml", Shell.Check).Run("validate", "deep/down/check.yaml").ShouldBe(2);
        shell.Error.ShouldContain("runner.yaml:1:");
    }

    void CopyPlugin(string to)
    {
        Directory.CreateDirectory(shell.PathOf(to));
        foreach (var file in Directory.GetFiles(Shell.HttpPlugin, "Runner.Plugins.Http.*")) File.Copy(file, Path.Combine(shell.PathOf(to), Path.GetFileName(file)));
    }
}
