using System.Diagnostics;
using Runner.PluginHost.Discovery;
using Runner.PluginHost.Tests.Fixtures;
using Runner.Workflows.Catalogue;

namespace Runner.PluginHost.Tests;

public sealed class ManifestTests : IDisposable
{
    readonly TemporaryFolder plugins = new();
    readonly TemporaryFolder cache = new();

    public void Dispose()
    {
        plugins.Dispose();
        cache.Dispose();
    }

    /// <summary>A plugin with its manifest, made from a copy: nothing of the folder has been loaded.</summary>
    string WithManifest(string name, string more = "")
    {
        using var copy = new TemporaryFolder();
        PluginCompiler.Compile(copy.Path, name, Sources.Echo(name, more));
        PluginManifestBuilder.Write(copy.Path).ShouldBe(copy[$"{name}.plugin.json"]);
        TemporaryFolder.Copy(copy.Path, plugins[name]);
        return Path.Combine(plugins[name], $"{name}.plugin.json");
    }

    [Fact]
    public void Manifest_of_an_earlier_format_holds_what_it_says()
    {
        var manifest = WithManifest("earlier");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"format\": 2", "\"format\": 1", StringComparison.Ordinal));

        var catalogue = PluginCatalogue.Open(new() { Folders = [plugins.Path], CacheDirectory = cache.Path });

        catalogue.Refusals.ShouldBeEmpty();
        catalogue.Find("earlier.echo").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("", 1, 1, "a value was expected")]
    [InlineData("{ \"format\": 2,\n  \"plugin\": nope }", 2, 13, "a value was expected")]
    [InlineData("{ \"format\": 2, \"plugin\": \"x\"", 1, 29, "the text ends too early")]
    [InlineData("[]", 1, 1, "a manifest is a JSON object")]
    [InlineData("{}", 1, 1, "the manifest does not say its format")]
    [InlineData("{\n  \"format\": 9,\n  \"new\": 1 }", 2, 13, "the manifest has format 9, and this Runner reads formats 1 to 4")]
    [InlineData("{ \"format\": \"1\" }", 1, 13, "a whole number was expected")]
    [InlineData("{ \"format\": 2, \"plugin\": 7 }", 1, 26, "a text was expected")]
    [InlineData("{ \"format\": 2, \"what\": 7 }", 1, 16, "there is no property \"what\" here")]
    [InlineData("{ \"format\": 2, \"actions\": {} }", 1, 27, "a list was expected")]
    [InlineData("{ \"format\": 2,\n \"actions\": [ { \"name\": \"a.b\" } ] }", 2, 15, "this action has no type")]
    [InlineData("{ \"format\": 2, \"actions\": [ { \"inputs\": { \"kind\": \"banana\" } } ] }", 1, 51, "there is no kind of type \"banana\"")]
    [InlineData("{ \"format\": 2, \"actions\": [ { \"inputs\": { \"kind\": \"list\" } } ] }", 1, 41, "this list or map does not say what it holds")]
    [InlineData("{ \"format\": 2, \"actions\": [ { \"inputs\": { \"fields\": [ { \"name\": \"a\" } ] } } ] }", 1, 55, "this field has no type")]
    [InlineData("{ \"format\": 2, \"assembly\": { \"file\": \"a.dll\" } }", 1, 28, "the assembly has no mvid")]
    public void Corrupt_manifest_beside_the_assembly_is_refused_with_its_position(string text, int line, int column, string what)
    {
        var manifest = WithManifest("corrupt");
        File.WriteAllText(manifest, text);

        var message = Opening.MessageOf(plugins.Path);

        message.ShouldStartWith($"{manifest}:{line}:{column}: the plugin's manifest is damaged or of another version of Runner: ");
        message.ShouldContain(what);
        message.ShouldEndWith($". Delete the file, or make it again: runner plugins manifest {plugins["corrupt"]}.");
    }

    [Fact]
    public void Manifest_cut_short_anywhere_is_refused()
    {
        var manifest = WithManifest("cut");
        var whole = File.ReadAllBytes(manifest);
        for (var length = 0; length < whole.Length - 2; length += 7)
        {
            File.WriteAllBytes(manifest, whole[..length]);
            Opening.MessageOf(plugins.Path).ShouldStartWith(manifest + ":");
        }
    }

    [Fact]
    public void Manifest_of_another_assembly_is_refused()
    {
        var manifest = WithManifest("mine");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("mine.dll", "yours.dll", StringComparison.Ordinal));

        Opening.MessageOf(plugins.Path).ShouldStartWith($"{manifest}: the manifest is that of yours.dll, not of mine.dll.");
    }

    [Fact]
    public void Manifest_is_accepted_by_module_version_after_a_copy_changed_the_time()
    {
        WithManifest("moved");
        var before = Opening.Loaded("moved");

        Opening.Open(plugins.Path).Plugins.ShouldHaveSingleItem().Name.ShouldBe("moved");
        Opening.Loaded("moved").ShouldBe(before);
    }

    [Fact]
    public void Manifest_is_accepted_by_length_and_time_without_reading_the_assembly()
    {
        var manifest = WithManifest("same");
        var assembly = new FileInfo(plugins["same/same.dll"]);
        var text = File.ReadAllText(manifest);
        var mvid = ModuleVersion.Read(assembly.FullName)!;
        var lastWrite = System.Text.RegularExpressions.Regex.Match(text, "\"lastWrite\": (\\d+)").Groups[1].Value;
        var other = text.Replace(mvid, Guid.NewGuid().ToString(), StringComparison.Ordinal);
        var before = Opening.Loaded("same");

        File.WriteAllText(manifest, other.Replace(lastWrite, assembly.LastWriteTimeUtc.Ticks.ToString(), StringComparison.Ordinal));
        Opening.Open(plugins.Path).Plugins.ShouldHaveSingleItem();
        Opening.Loaded("same").ShouldBe(before);

        File.WriteAllText(manifest, other);
        Opening.Open(plugins.Path).Plugins.ShouldHaveSingleItem();
        Opening.Loaded("same").ShouldBe(before + 1);
    }

    [Fact]
    public void Stale_manifest_is_made_again_from_the_types_and_kept()
    {
        var manifest = WithManifest("stale");
        var stale = File.ReadAllText(manifest);
        PluginCompiler.Compile(plugins["stale"], "stale", Sources.Echo("stale").Replace("stale.echo", "stale.shout", StringComparison.Ordinal));

        var catalogue = Opening.Open(plugins.Path, cache.Path);
        catalogue.Find("stale.shout").ShouldNotBeNull();
        catalogue.Find("stale.echo").ShouldBeNull();
        File.ReadAllText(manifest).ShouldBe(stale);
        Directory.GetFiles(cache.Path).ShouldHaveSingleItem();

        var before = Opening.Loaded("stale");
        Opening.Open(plugins.Path, cache.Path).Find("stale.shout").ShouldNotBeNull();
        Opening.Loaded("stale").ShouldBe(before);
    }

    [Fact]
    public void Manifest_is_stale_when_an_assembly_beside_has_changed()
    {
        string Library(string folder, string fields) => PluginCompiler.Compile(folder, "ResultLibrary", $"public class Outcome {{ {fields} }}");
        using var copy = new TemporaryFolder();
        var library = Library(copy.Path, "public int One { get; set; }");
        PluginCompiler.Compile(copy.Path, "Uses", """
            [assembly: Plugin("uses", ApiVersion = 1)]
            [Action("uses.it")] public sealed class It : IAction<Outcome>
            {
                public ValueTask<Outcome> RunAsync(ActionContext context, CancellationToken cancel) => new(new Outcome());
            }
            """, references: library);
        PluginManifestBuilder.Write(copy.Path);
        TemporaryFolder.Copy(copy.Path, plugins["uses"]);
        Library(plugins["uses"], "public int One { get; set; } public int Two { get; set; }");

        Opening.Open(plugins.Path).Find("uses.it")!.Result.Fields.Select(field => field.Name).ShouldBe(["one", "two"]);
    }

    [Fact]
    public void Plugin_without_a_manifest_is_loaded_once_and_then_known_from_the_cache_wherever_it_is_copied()
    {
        PluginCompiler.Compile(plugins["first/kept"], "KeptPlugin", Sources.Echo("kept"));
        var made = Opening.Open(plugins["first"], cache.Path).Find("kept.echo");
        var before = Opening.Loaded("KeptPlugin");
        TemporaryFolder.Copy(plugins["first/kept"], plugins["second/kept"]);

        var catalogue = Opening.Open(plugins["second"], cache.Path);

        catalogue.Find("kept.echo")!.Inputs.Fields.ShouldBe(made!.Inputs.Fields);
        Opening.Loaded("KeptPlugin").ShouldBe(before);
        Directory.GetFiles(plugins["first/kept"], "*.json").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{ not a manifest")]
    [InlineData("")]
    public void Corrupt_cache_entry_is_made_again(string content)
    {
        PluginCompiler.Compile(plugins["again"], "CacheAgain", Sources.Echo("again"));
        Opening.Open(plugins.Path, cache.Path);
        var entry = Directory.GetFiles(cache.Path).ShouldHaveSingleItem();
        var whole = File.ReadAllText(entry);
        File.WriteAllText(entry, content);

        Opening.Open(plugins.Path, cache.Path).Find("again.echo").ShouldNotBeNull();
        File.ReadAllText(entry).ShouldBe(whole);
    }

    [Fact]
    public void Cache_that_cannot_be_written_costs_time_only()
    {
        PluginCompiler.Compile(plugins["slow"], "Slow", Sources.Echo("slow"));
        File.WriteAllText(cache["file"], "a file where a folder should be");

        foreach (var directory in new[] { cache["file"], cache["file/below"], "/proc/nowhere" })
            Opening.Open(plugins.Path, directory).Find("slow.echo").ShouldNotBeNull();
    }

    [Fact]
    public void Builder_replaces_a_corrupt_manifest()
    {
        var manifest = WithManifest("mended");
        File.WriteAllText(manifest, "{");

        PluginManifestBuilder.Write(plugins["mended"]).ShouldBe(manifest);
        Opening.Open(plugins.Path).Plugins.ShouldHaveSingleItem().Name.ShouldBe("mended");
        Directory.GetFiles(plugins["mended"], "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void Builder_says_what_is_wrong_with_a_folder()
    {
        Should.Throw<PluginLoadException>(() => PluginManifestBuilder.Write(plugins["gone"])).Message.ShouldContain("the folder cannot be read");
        Should.Throw<PluginLoadException>(() => PluginManifestBuilder.Write(plugins.Folder("empty"))).Message.ShouldContain("no assembly (*.dll) is in this folder");
    }

    [Fact]
    public void Many_processes_with_one_cache_all_see_the_plugin()
    {
        PluginCompiler.Compile(plugins["crowd"], "CrowdPlugin", Sources.Echo("crowd"));
        using var programs = new TemporaryFolder();
        var program = CatalogueProgram.Compile(programs.Path);
        Process[] crowd = [.. Enumerable.Range(0, 6).Select(_ => CatalogueProgram.Start(program, plugins.Path, cache.Path))];

        foreach (var process in crowd)
        {
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            output.Trim().ShouldBe("crowd.echo(text)");
            process.ExitCode.ShouldBe(0);
            process.Dispose();
        }

        Directory.GetFiles(cache.Path).ShouldHaveSingleItem().ShouldEndWith(".plugin.json");
    }

    [Fact]
    public void Many_threads_with_one_cache_all_see_the_plugin()
    {
        PluginCompiler.Compile(plugins["threads"], "Threads", Sources.Echo("threads"));

        var found = Enumerable.Range(0, 16).AsParallel().WithDegreeOfParallelism(8)
            .Select(_ => Opening.Open(plugins.Path, cache.Path).Find("threads.echo")?.Inputs.Fields.Single().Name).ToArray();

        found.ShouldAllBe(name => name == "text");
        Directory.GetFiles(cache.Path).ShouldHaveSingleItem();
    }

    [Fact]
    public void Module_version_is_what_the_runtime_says()
    {
        string[] files = [PluginCompiler.Compile(plugins.Path, "Mvid", Sources.Echo()), Path.Combine(Repository.DnsPlugin, "Dns.dll"), typeof(object).Assembly.Location, typeof(Enumerable).Assembly.Location, typeof(ManifestTests).Assembly.Location];
        foreach (var file in files)
        {
            using var image = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(file));
            var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(image);
            ModuleVersion.Read(file).ShouldBe(metadata.GetGuid(metadata.GetModuleDefinition().Mvid).ToString(), file);
        }
    }
}
