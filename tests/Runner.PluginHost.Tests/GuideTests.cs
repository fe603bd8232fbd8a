using System.Text.RegularExpressions;
using Runner.PluginHost.Tests.Fixtures;
using Runner.Workflows.Types;

namespace Runner.PluginHost.Tests;

/// <summary>What docs/plugins.md tells plugin authors is so.</summary>
public sealed partial class GuideTests
{
    static readonly string Guide = File.ReadAllText(Repository.PathOf("docs/plugins.md"));

    [GeneratedRegex(@"(?:<!-- file: (?<file>\S+) -->\n)?```(?<language>\w+)\n(?<code>.*?\n)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^\| `(?<line>[^`]+)` \| [A-Z]", RegexOptions.Multiline)]
    private static partial Regex Refusal();

    static IEnumerable<Match> Snippets => Snippet().Matches(Guide);

    [Fact]
    public void Snippets_named_after_a_file_are_that_file()
    {
        var named = Snippets.Where(snippet => snippet.Groups["file"].Success).ToArray();

        named.Select(snippet => Path.GetFileName(snippet.Groups["file"].Value)).ShouldBe(["Dns.csproj", "Lookup.cs", "lookup.yaml"]);
        foreach (var snippet in named)
            snippet.Groups["code"].Value.ShouldBe(File.ReadAllText(Repository.PathOf(snippet.Groups["file"].Value)), snippet.Groups["file"].Value);
    }

    [Fact]
    public void Other_code_compiles_to_a_plugin_that_is_accepted()
    {
        using var plugins = new TemporaryFolder();
        var code = Snippets.Where(snippet => snippet.Groups["language"].Value == "csharp" && !snippet.Groups["file"].Success).ShouldHaveSingleItem().Groups["code"].Value;
        PluginCompiler.Compile(plugins["chat"], "Chat", code);

        var catalogue = Opening.Open(plugins.Path);

        catalogue.Refusals.ShouldBeEmpty();
        catalogue.Find("chat.open")!.Opens.ShouldBe("Example.ChatPlugin.ChatLine");
        catalogue.Find("chat.open")!.Inputs.Field("password")!.Secret.ShouldBeTrue();
        var connection = catalogue.Find("chat.say")!.Inputs.Field("connection")!;
        (connection.Required, connection.Type.Kind, connection.Type.ConnectionType).ShouldBe((true, ShapeKind.Connection, "Example.ChatPlugin.ChatLine"));
        catalogue.Find("chat.say")!.Result.Field("bytes")!.Description.ShouldBe("How much was sent");
    }

    [Fact]
    public void Refusals_that_it_lists_are_what_the_code_says()
    {
        var source = string.Join('\n', Directory.GetFiles(Repository.PathOf("src/Runner.PluginHost"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var lines = Refusal().Matches(Guide).Select(match => match.Groups["line"].Value).ToArray();

        lines.Length.ShouldBeGreaterThan(25);
        foreach (var part in lines.SelectMany(line => line.Split(" … ")))
            source.ShouldContain(part, Case.Sensitive, $"The guide's table tells of a line that Runner never prints: {part}");
    }
}
