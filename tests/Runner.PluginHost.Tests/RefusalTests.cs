using Runner.PluginHost.Tests.Fixtures;
using Runner.Workflows.Catalogue;

namespace Runner.PluginHost.Tests;

public sealed class RefusalTests : IDisposable
{
    readonly TemporaryFolder plugins = new();

    public void Dispose() => plugins.Dispose();

    [Theory]
    [InlineData("ApiVersion = 2", "Bad.dll: the plugin bad was written for plugin API 2, and this Runner speaks 1. Update Runner, or get an older version of the plugin.")]
    [InlineData("ApiVersion = -1", "Bad.dll: the plugin bad was written for plugin API -1, and this Runner speaks 1. Get a newer version of the plugin.")]
    [InlineData("Summary = \"x\"", "Bad.dll: the plugin bad does not say which plugin API it was written for. Add ApiVersion = 1 to [assembly: Plugin(...)], and build it again.")]
    public void Plugin_of_another_api_version_is_refused_without_being_loaded(string property, string message)
    {
        var assembly = "Bad" + property.GetHashCode(StringComparison.Ordinal).ToString("x", null);
        PluginCompiler.Compile(plugins["bad"], assembly, $"[assembly: Plugin(\"bad\", {property})]");

        var catalogue = Opening.Open(plugins.Path);

        var refusal = catalogue.Refusals.ShouldHaveSingleItem();
        refusal.Message.Replace(assembly, "Bad", StringComparison.Ordinal).ShouldEndWith(message);
        refusal.Plugin.ShouldBe("bad");
        catalogue.RefusalOf("bad").ShouldBe(refusal.Message);
        Opening.Loaded(assembly).ShouldBe(0);
    }

    [Fact]
    public void Plugin_of_another_api_version_is_refused_by_its_manifest_too()
    {
        PluginCompiler.Compile(plugins["echo"], "Echo", Sources.Echo());
        var manifest = PluginManifestBuilder.Write(plugins["echo"]);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"apiVersion\": 1", "\"apiVersion\": 7", StringComparison.Ordinal));

        Opening.MessageOf(plugins.Path).ShouldContain("was written for plugin API 7, and this Runner speaks 1");
    }

    [Fact]
    public void Missing_dependency_of_the_plugin_is_named()
    {
        var library = PluginCompiler.Compile(plugins["bad"], "GoneLibrary", "public class Gone { public static int One => 1; }", version: "3.1.0.0");
        PluginCompiler.Compile(plugins["bad"], "Bad", Sources.Echo("bad", "static class Inside { static int One => Gone.One; }"), references: library);
        File.Delete(library);

        Opening.MessageOf(plugins.Path).ShouldBe(
            $"{plugins["bad/Bad.dll"]}: the plugin bad needs the assembly GoneLibrary 3.1.0.0, which is not in {plugins["bad"]}. Copy the plugin with all its dependencies there: dotnet publish puts them together.");
    }

    [Fact]
    public void Missing_dependency_of_a_dependency_names_who_needs_it()
    {
        var deep = PluginCompiler.Compile(plugins["bad"], "DeepLibrary", "public class Deep;");
        var middle = PluginCompiler.Compile(plugins["bad"], "MiddleLibrary", "public class Middle : Deep;", references: deep);
        PluginCompiler.Compile(plugins["bad"], "Bad", Sources.Echo("bad", "class Inside : Middle;"), references: [middle, deep]);
        File.Delete(deep);

        Opening.MessageOf(plugins.Path).ShouldContain("MiddleLibrary, which the plugin bad uses, needs the assembly DeepLibrary 1.0.0.0, which is not in");
    }

    [Fact]
    public void Dependency_that_goes_after_the_manifest_was_made_is_missed_at_load()
    {
        var library = PluginCompiler.Compile(plugins["late"], "LateLibrary", "public class Late;");
        PluginCompiler.Compile(plugins["late"], "LatePlugin", Sources.Echo("late", "public class Inside : Late;"), references: library);
        PluginManifestBuilder.Write(plugins["late"]);
        Opening.Open(plugins.Path).Refusals.ShouldBeEmpty();
        File.Delete(library);

        Opening.MessageOf(plugins.Path).ShouldContain("the plugin late needs the assembly LateLibrary 1.0.0.0");
    }

    [Fact]
    public void Load_says_in_one_line_that_a_dependency_is_missing()
    {
        var library = PluginCompiler.Compile(plugins["lost"], "LostLibrary", "public class Lost;");
        PluginCompiler.Compile(plugins["lost"], "LostPlugin", """
            [assembly: Plugin("lost", ApiVersion = 1)]
            [Action("lost.one")] public sealed class One : Lost, IAction<int>
            {
                public ValueTask<int> RunAsync(ActionContext context, CancellationToken cancel) => new(1);
            }
            """, references: library);
        PluginManifestBuilder.Write(plugins["lost"]);
        var catalogue = Opening.Open(plugins.Path);
        File.Delete(library);

        catalogue.Prefetch("lost");
        var failure = Should.Throw<PluginLoadException>(() => catalogue.Load(catalogue.Find("lost.one")!));

        failure.Message.ShouldContain("the plugin lost needs the assembly LostLibrary 1.0.0.0");
        failure.Message.ShouldNotContain("\n");
        Should.Throw<PluginLoadException>(() => catalogue.Load(catalogue.Find("lost.one")!)).Message.ShouldBe(failure.Message);
    }

    [Fact]
    public void Plugin_that_was_replaced_while_running_is_refused_at_load()
    {
        PluginCompiler.Compile(plugins["copy"], "Swap", Sources.Echo("swap"));
        PluginManifestBuilder.Write(plugins["copy"]);
        TemporaryFolder.Copy(plugins["copy"], plugins["swap"]);
        var catalogue = Opening.Open(plugins["swap"]);
        catalogue.Refusals.ShouldBeEmpty();
        PluginCompiler.Compile(plugins["swap"], "Swap", Sources.Echo("swap", "public class New;"));

        Should.Throw<PluginLoadException>(() => catalogue.Load(catalogue.Find("swap.echo")!))
            .Message.ShouldBe($"{plugins["swap/Swap.dll"]}: the plugin swap was replaced while Runner was running. Start Runner again.");
    }

    [Fact]
    public void Plugin_that_was_replaced_after_it_was_loaded_is_refused_until_the_next_start()
    {
        PluginCompiler.Compile(plugins["again"], "Again", Sources.Echo("again"));
        Opening.Open(plugins.Path).Refusals.ShouldBeEmpty();
        PluginCompiler.Compile(plugins["again"], "Again", Sources.Echo("again", "public class New;"));

        Opening.MessageOf(plugins.Path).ShouldContain("the plugin again was replaced while Runner was running");
    }

    [Fact]
    public void Action_of_a_plugin_that_is_not_there_cannot_be_loaded()
    {
        PluginCompiler.Compile(plugins["echo"], "Echo", Sources.Echo());
        var action = Opening.Open(plugins.Path).Find("echo.echo")! with { Plugin = "nobody", Name = "nobody.echo" };

        Should.Throw<PluginLoadException>(() => Opening.Open(plugins.Path).Load(action))
            .Message.ShouldBe("The plugin nobody of the action nobody.echo is not among the plugins that Runner found.");
    }

    [Fact]
    public void Plugin_that_needs_a_newer_contract_is_refused()
    {
        using var newer = new TemporaryFolder();
        var sdk = PluginCompiler.Compile(newer.Path, "Runner.Sdk", ContractSource.OfThisRepository("public interface INewThing;"), version: "9.0.0.0");
        PluginCompiler.Compile(plugins["new"], "New", Sources.Echo("new", "public class Thing : INewThing;"), sdk);

        var message = Opening.MessageOf(plugins.Path);
        message.ShouldStartWith($"{plugins["new/New.dll"]}: the plugin new was built against Runner.Sdk 9.0.0.0, and does not fit Runner.Sdk 0.1.0.0 of this Runner: ");
        message.ShouldContain("Runner.Sdk.INewThing");
        message.ShouldEndWith("Update Runner, or build the plugin against that version.");
    }

    [Fact]
    public void Folder_without_the_plugin_attribute_is_refused()
    {
        PluginCompiler.Compile(plugins["plain"], "PlainLibrary", "public class Plain;");
        PluginCompiler.Compile(plugins["plain"], "SecondLibrary", "public class Second;");

        Opening.MessageOf(plugins.Path).ShouldBe(
            $"{plugins["plain"]}: no assembly here has the attribute [assembly: Plugin(...)] (PlainLibrary.dll, SecondLibrary.dll looked at). Add it to the plugin's code, or take the folder out of plugins.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Folder_with_two_plugins_is_refused(bool secondCameAfterTheManifest)
    {
        PluginCompiler.Compile(plugins["two"], "One", Sources.Echo("one"));
        if (secondCameAfterTheManifest) PluginManifestBuilder.Write(plugins["two"]);
        PluginCompiler.Compile(plugins["two"], "Two", Sources.Echo("two"));

        Opening.MessageOf(plugins.Path).ShouldBe(
            $"{plugins["two"]}: two assemblies here are plugins: One.dll (one) and Two.dll (two). Give each its own folder.");
    }

    [Fact]
    public void Second_plugin_of_a_name_is_refused_and_the_first_is_used()
    {
        PluginCompiler.Compile(plugins["b/first"], "First", Sources.Echo("same"));
        PluginCompiler.Compile(plugins["a/second"], "Second", Sources.Echo("same"));

        var catalogue = PluginCatalogue.Open(new() { Folders = [plugins["b"], plugins["a"]] });

        catalogue.Plugins.ShouldHaveSingleItem().Folder.ShouldBe(plugins["b/first"]);
        catalogue.Refusals.ShouldHaveSingleItem().Message.ShouldBe(
            $"{plugins["a/second"]}: another plugin is called same: {plugins["b/first"]}, which comes first and is used. Remove one of the two folders, or take it out of plugins.");
        catalogue.RefusalOf("same").ShouldBeNull();
    }

    [Theory]
    [InlineData("not an assembly")]
    [InlineData("")]
    [InlineData("MZ and then nothing of use, though it begins as a program does and is longer than its first header would be")]
    public void Corrupt_assembly_is_refused(string content)
    {
        Directory.CreateDirectory(plugins["bad"]);
        File.WriteAllText(plugins["bad/Bad.dll"], content);

        Opening.MessageOf(plugins.Path).ShouldBe($"{plugins["bad/Bad.dll"]}: the file is not a .NET assembly, or it is damaged. Build or copy the plugin again.");
    }

    [Fact]
    public void Assembly_cut_short_anywhere_is_refused_and_not_thrown_about()
    {
        var whole = File.ReadAllBytes(PluginCompiler.Compile(plugins["whole"], "Cut", Sources.Echo("cut")));
        for (var length = 0; length < whole.Length - 512; length += 211)
        {
            Directory.CreateDirectory(plugins[$"cut/{length}"]);
            File.WriteAllBytes(plugins[$"cut/{length}/Cut.dll"], whole[..length]);
        }

        var catalogue = Opening.Open(plugins["cut"]);
        catalogue.Plugins.ShouldBeEmpty();
        catalogue.Refusals.Count.ShouldBe(Directory.GetDirectories(plugins["cut"]).Length);
        catalogue.Refusals.ShouldAllBe(refusal => !refusal.Message.Contains("Exception"));
    }

    [Fact]
    public void Source_folder_is_refused_with_the_advice_to_build_it()
    {
        Directory.CreateDirectory(plugins["dns"]);
        File.WriteAllText(plugins["dns/Dns.csproj"], "<Project/>");

        Opening.MessageOf(plugins.Path).ShouldBe(
            $"{plugins["dns"]}: this is the plugin's source, with no assembly (*.dll) in it. Build it, and list its output folder in plugins: dotnet publish -c Release -o FOLDER.");
    }

    [Fact]
    public void Missing_folder_and_file_in_place_of_a_folder_are_refused()
    {
        File.WriteAllText(plugins["file"], "");

        Opening.MessageOf(plugins["gone"]).ShouldBe($"{plugins["gone"]}: there is no such folder. Correct the path in plugins, or create it.");
        Opening.MessageOf(plugins["file"]).ShouldBe($"{plugins["file"]}: this is a file, not a folder. List in plugins the folder that holds it.");
    }

    [Fact]
    public void Unreadable_folder_is_refused()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Whoever may do everything may read everything.");
        if (OperatingSystem.IsWindows()) throw Xunit.Sdk.SkipException.ForSkip("Windows has no modes of files.");
        var folder = plugins.Folder("locked");
        File.SetUnixFileMode(folder, UnixFileMode.None);
        try
        {
            Opening.MessageOf(plugins.Path).ShouldContain("locked: the folder cannot be read");
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
