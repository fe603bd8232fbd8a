using Runner.PluginHost.Tests.Fixtures;
using Runner.Sdk;

namespace Runner.PluginHost.Tests;

public sealed class CatalogueTests : IDisposable
{
    readonly TemporaryFolder plugins = new();

    public void Dispose() => plugins.Dispose();

    [Fact]
    public void Catalogue_finds_a_third_party_plugin_in_a_folder_and_runs_its_action()
    {
        TemporaryFolder.Copy(Repository.DnsPlugin, plugins["dns"]);
        var catalogue = Opening.Open(plugins.Path);

        var plugin = catalogue.Plugins.ShouldHaveSingleItem();
        plugin.Name.ShouldBe("names");
        plugin.Version.ShouldBe("1.0.0");
        plugin.Summary.ShouldBe("DNS lookups");
        plugin.ApiVersion.ShouldBe(1);
        plugin.Folder.ShouldBe(plugins["dns"]);
        plugin.AssemblyPath.ShouldBe(Path.Combine(plugins["dns"], "Dns.dll"));
        plugin.Actions.ShouldHaveSingleItem().Name.ShouldBe("names.lookup");
        catalogue.Refusals.ShouldBeEmpty();

        var action = catalogue.Load(catalogue.Find("names.lookup")!);
        action.InputType.FullName.ShouldBe("Example.DnsPlugin.Lookup");
        catalogue.Load(catalogue.Find("names.lookup")!).ShouldBeSameAs(action);
    }

    [Fact]
    public void Reading_a_catalogue_with_manifests_loads_no_plugin()
    {
        PluginCompiler.Compile(plugins["quiet"], "QuietPlugin", Sources.Echo("quiet"));
        // The manifest is made from a copy, in which this process may load what it likes.
        PluginCompiler.Compile(plugins["copy"], "QuietPlugin", Sources.Echo("quiet"));
        File.Copy(PluginManifestBuilder.Write(plugins["copy"]), Path.Combine(plugins["quiet"], "QuietPlugin.plugin.json"));
        Opening.Loaded("QuietPlugin").ShouldBe(1);

        var catalogue = Opening.Open(plugins["quiet"]);
        catalogue.Actions.Single().Inputs.Fields.Single().Name.ShouldBe("text");
        catalogue.RefusalOf("quiet").ShouldBeNull();
        Opening.Loaded("QuietPlugin").ShouldBe(1);

        catalogue.Load(catalogue.Find("quiet.echo")!);
        Opening.Loaded("QuietPlugin").ShouldBe(2);
    }

    [Fact]
    public void A_folder_may_be_a_plugin_or_hold_plugins()
    {
        PluginCompiler.Compile(plugins["many/one"], "One", Sources.Echo("one"));
        PluginCompiler.Compile(plugins["many/two"], "Two", Sources.Echo("two"));
        PluginCompiler.Compile(plugins["three"], "Three", Sources.Echo("three"));
        File.WriteAllText(plugins["many/README.md"], "a foreign file");
        Directory.CreateDirectory(plugins["many/.git"]);

        var catalogue = PluginCatalogue.Open(new() { Folders = [plugins["many"], plugins["three"], plugins["many/"], plugins["many/one"]] });

        catalogue.Refusals.ShouldBeEmpty();
        catalogue.Plugins.Select(plugin => plugin.Name).ShouldBe(["one", "three", "two"]);
        catalogue.Actions.Select(action => action.Name).ShouldBe(["one.echo", "three.echo", "two.echo"]);
    }

    [Fact]
    public void Find_knows_only_full_names_of_actions()
    {
        PluginCompiler.Compile(plugins["echo"], "Echo", Sources.Echo());
        var catalogue = Opening.Open(plugins.Path);

        catalogue.Find("echo.echo").ShouldNotBeNull().Plugin.ShouldBe("echo");
        catalogue.Find("echo.echo").ShouldBeSameAs(catalogue.Find("echo.echo"));
        catalogue.Find("echo").ShouldBeNull();
        catalogue.Find("echo.shout").ShouldBeNull();
        catalogue.Find("shout.echo").ShouldBeNull();
    }

    static string Protocols(string name, string declared, params string[] actions) =>
        $"[assembly: Plugin(\"{name}\", WarmUp = typeof(Warm), Prefixes = {declared}, ApiVersion = 1)] public class Warm : IWarmUp {{ public void WarmUp() {{ }} }}"
        + string.Concat(actions.Select((action, i) => $$"""
            [Action("{{action}}")] public sealed class Action{{i}} : IAction<int>
            {
                public ValueTask<int> RunAsync(ActionContext context, CancellationToken cancel) => new({{i}});
            }
            """));

    [Fact]
    public void Plugin_of_several_protocols_is_found_by_each_of_their_prefixes()
    {
        PluginCompiler.Compile(plugins["nets"], "Nets", Protocols("nets", "new[] { \"udp\", \"dns\", \"unused\" }", "udp.send", "dns.lookup"));
        var catalogue = Opening.Open(plugins.Path);

        catalogue.Refusals.ShouldBeEmpty();
        var plugin = catalogue.Plugins.ShouldHaveSingleItem();
        plugin.Prefixes.ShouldBe(["dns", "udp"]);
        catalogue.Find("udp.send").ShouldNotBeNull().Plugin.ShouldBe("nets");
        catalogue.Load(catalogue.Find("dns.lookup")!).InputType.Name.ShouldBe("Action1");
        catalogue.Find("nets.send").ShouldBeNull();
    }

    [Theory]
    [InlineData(null), InlineData("new string[0]"), InlineData("null")]
    public void Plugin_without_prefixes_has_its_name_as_one(string? declared)
    {
        PluginCompiler.Compile(plugins["plain"], "Plain", declared is null ? Sources.Echo("plain") : Protocols("plain", declared, "plain.echo"));

        var catalogue = Opening.Open(plugins.Path);

        catalogue.Refusals.ShouldBeEmpty();
        catalogue.Plugins.ShouldHaveSingleItem().Prefixes.ShouldBe(["plain"]);
    }

    [Fact]
    public void Of_two_plugins_with_one_prefix_the_first_is_used_and_the_second_refused()
    {
        PluginCompiler.Compile(plugins["first"], "First", Protocols("nets", "new[] { \"udp\", \"dns\" }", "udp.send", "dns.lookup"));
        PluginCompiler.Compile(plugins["second"], "Second", Sources.Echo("dns"));

        var catalogue = Opening.Open(plugins.Path);

        var refusal = catalogue.Refusals.ShouldHaveSingleItem();
        refusal.Plugin.ShouldBe("dns");
        refusal.Message.ShouldBe(
            $"{plugins["second"]}: the plugin dns has actions that begin with \"dns.\", and so has the plugin nets: {plugins["first"]}, which comes first and is used. Rename the actions, or take one of the two folders out of plugins.");
        catalogue.Find("dns.lookup").ShouldNotBeNull();
        catalogue.Find("dns.echo").ShouldBeNull();
    }

    [Fact]
    public void Refusal_is_found_by_a_prefix_of_the_refused_plugin()
    {
        PluginCompiler.Compile(plugins["nets"], "Wrong", Protocols("nets", "new[] { \"udp\" }", "tcp.send"));
        var catalogue = Opening.Open(plugins.Path);

        catalogue.RefusalOf("udp").ShouldNotBeNull().ShouldBe(catalogue.RefusalOf("nets"));
        catalogue.RefusalOf("tcp").ShouldBeNull();
    }

    [Fact]
    public void The_other_plugins_go_on_when_one_is_refused()
    {
        PluginCompiler.Compile(plugins["good"], "Good", Sources.Echo("good"));
        Directory.CreateDirectory(plugins["broken"]);
        File.WriteAllText(plugins["broken/Broken.dll"], "no assembly");
        Directory.CreateDirectory(plugins["empty"]);

        var catalogue = PluginCatalogue.Open(new() { Folders = [plugins.Path, plugins["missing"]] });

        catalogue.Plugins.ShouldHaveSingleItem().Name.ShouldBe("good");
        catalogue.Refusals.Select(refusal => Path.GetFileName(refusal.Folder)).ShouldBe(["broken", "empty", "missing"]);
        catalogue.RefusalOf("broken").ShouldBe(catalogue.Refusals[0].Message);
        catalogue.RefusalOf("good").ShouldBeNull();
    }

    [Fact]
    public void Foreign_files_beside_a_plugin_do_not_matter()
    {
        PluginCompiler.Compile(plugins["echo"], "Echo", Sources.Echo());
        File.WriteAllText(plugins["echo/notes.txt"], "foreign");
        File.WriteAllText(plugins["echo/native.dll"], "not for .NET");
        File.WriteAllText(plugins["echo/Other.plugin.json"], "{ of something that is gone");
        PluginCompiler.Compile(plugins["echo"], "PlainLibrary", "public class Plain;");

        var catalogue = Opening.Open(plugins.Path);
        catalogue.Refusals.ShouldBeEmpty();
        catalogue.Plugins.ShouldHaveSingleItem().AssemblyPath.ShouldEndWith("Echo.dll");
    }

    [Fact]
    public async Task Prefetch_loads_the_plugin_while_the_caller_goes_on()
    {
        PluginCompiler.Compile(plugins["early"], "EarlyPlugin", Sources.Echo("early"));
        using var cache = new TemporaryFolder();
        PluginManifestBuilder.Write(plugins["early"]);
        var before = Opening.Loaded("EarlyPlugin");
        var catalogue = Opening.Open(plugins.Path);

        catalogue.Prefetch("nobody");
        catalogue.Prefetch("early");
        var deadline = DateTime.UtcNow.AddSeconds(10);
        while (Opening.Loaded("EarlyPlugin") == before && DateTime.UtcNow < deadline) await Task.Delay(5, TestContext.Current.CancellationToken);

        Opening.Loaded("EarlyPlugin").ShouldBe(before + 1);
        catalogue.Load(catalogue.Find("early.echo")!).InputType.Name.ShouldBe("Echo");
        Opening.Loaded("EarlyPlugin").ShouldBe(before + 1);
    }

    [Fact]
    public void The_contract_is_one_whatever_version_a_plugin_was_built_against_and_brings()
    {
        using var other = new TemporaryFolder();
        var sdk = PluginCompiler.Compile(other.Path, "Runner.Sdk", ContractSource.OfThisRepository(), version: "0.0.3.0");
        var plugin = PluginCompiler.Compile(plugins["old"], "Old", Sources.Echo("old"), sdk);
        File.Copy(sdk, plugins["old/Runner.Sdk.dll"]);
        System.Reflection.AssemblyName.GetAssemblyName(plugin).Version!.Major.ShouldBe(1);

        var catalogue = Opening.Open(plugins.Path);
        catalogue.Refusals.ShouldBeEmpty();
        var action = catalogue.Load(catalogue.Find("old.echo")!);
        action.InputType.Assembly.GetReferencedAssemblies().Single(reference => reference.Name == "Runner.Sdk").Version!.ToString().ShouldBe("0.0.3.0");
        action.InputType.GetInterfaces().ShouldContain(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IAction<>));
    }

    [Fact]
    public async Task Two_plugins_with_two_versions_of_one_dependency_each_get_their_own()
    {
        foreach (var version in new[] { "1.0.0.0", "2.0.0.0" })
        {
            var folder = plugins["v" + version[0]];
            var library = PluginCompiler.Compile(folder, "SharedLibrary", $$"""public static class Shared { public static string Version => "{{version}}"; }""", version: version);
            PluginCompiler.Compile(folder, "User" + version[0], $$"""
                [assembly: Plugin("v{{version[0]}}", ApiVersion = 1)]
                [Action("v{{version[0]}}.ask")]
                public sealed class Ask : IAction<string>
                {
                    public ValueTask<string> RunAsync(ActionContext context, CancellationToken cancel) => new(Shared.Version);
                }
                """, references: library);
        }

        var catalogue = Opening.Open(plugins.Path);
        catalogue.Refusals.ShouldBeEmpty();
        foreach (var version in new[] { "1.0.0.0", "2.0.0.0" })
        {
            var action = catalogue.Load(catalogue.Find($"v{version[0]}.ask")!);
            (await action.RunAsync(Activator.CreateInstance(action.InputType)!, null!, TestContext.Current.CancellationToken)).ShouldBe(version);
        }
    }

    [Fact]
    public void Load_from_many_threads_loads_once()
    {
        PluginCompiler.Compile(plugins["busy"], "BusyPlugin", Sources.Echo("busy"));
        PluginManifestBuilder.Write(plugins["busy"]);
        var before = Opening.Loaded("BusyPlugin");
        var catalogue = Opening.Open(plugins.Path);
        var action = catalogue.Find("busy.echo")!;

        var loaded = Enumerable.Range(0, 32).AsParallel().WithDegreeOfParallelism(8).Select(_ => catalogue.Load(action).InputType).Distinct().ToArray();

        loaded.ShouldHaveSingleItem();
        Opening.Loaded("BusyPlugin").ShouldBe(before + 1);
    }
}
