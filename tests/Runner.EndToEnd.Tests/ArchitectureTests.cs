using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

/// <summary>Who may know whom is a table in docs/SPEC.md; the built assemblies keep to it.</summary>
public sealed class ArchitectureTests
{
    static readonly string Built = Path.GetDirectoryName(Repository.Program)!;

    [Fact]
    public void Every_part_references_what_the_specification_says()
    {
        var table = Table();
        table.Count.ShouldBeGreaterThanOrEqualTo(6);
        foreach (var (part, allowed) in table)
        {
            var references = ReferencesOf(Path.Combine(Built, part + ".dll"));
            references.ShouldBeSubsetOf(allowed, $"{part} references what docs/SPEC.md does not say");
        }
    }

    [Fact]
    public void Every_part_that_is_built_is_in_the_specification() =>
        Table().Keys.ShouldBe(Directory.GetFiles(Built, "Runner.*.dll").Select(file => Path.GetFileNameWithoutExtension(file)!).Append("runner"), ignoreOrder: true);

    [Fact]
    public void The_parts_that_have_nothing_to_tell_apart_do_reference_each_other()
    {
        // The test above would pass if the reader of references saw none.
        ReferencesOf(Path.Combine(Built, "Runner.Engine.dll")).ShouldBe(["Runner.Sdk", "Runner.Workflows"], ignoreOrder: true);
        ReferencesOf(Path.Combine(Built, "runner.dll")).ShouldContain("Runner.PluginHost");
    }

    [Fact]
    public void Plugins_reference_the_contract_and_nothing_else_of_Runner()
    {
        var plugins = Directory.GetDirectories(Path.Combine(Built, "plugins")).Append(Repository.DnsPlugin).ToList();
        plugins.Count.ShouldBeGreaterThanOrEqualTo(2);
        foreach (var plugin in plugins)
        {
            var assemblies = Directory.GetFiles(plugin, "*.dll");
            assemblies.SelectMany(ReferencesOf).Where(reference => !assemblies.Any(own => Path.GetFileNameWithoutExtension(own) == reference)).Distinct().ShouldBe(["Runner.Sdk"], plugin);
            assemblies.ShouldNotContain(file => Path.GetFileName(file) == "Runner.Sdk.dll", plugin);
        }
    }

    /// <summary>The rows of the table that begins with the heading "part", but the one of the plugins.</summary>
    static Dictionary<string, string[]> Table()
    {
        var rows = File.ReadLines(Repository.PathOf("docs/SPEC.md")).SkipWhile(line => !line.StartsWith("| part |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells[0] != "plugins").ToList();
        var parts = rows.Select(cells => cells[0]).ToArray();
        return rows.ToDictionary(cells => cells[0], cells => cells[2] switch
        {
            "nothing" => [],
            "all of the above" => parts,
            var named => named.Split(',', StringSplitOptions.TrimEntries),
        });
    }

    static string[] ReferencesOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name)).Where(name => name is "runner" || name.StartsWith("Runner.", StringComparison.Ordinal))];
    }
}
