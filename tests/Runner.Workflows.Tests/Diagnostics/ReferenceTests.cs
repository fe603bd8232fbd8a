using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Diagnostics.Reference;
using Runner.Workflows.Formatting;
using Runner.Workflows.Tests.Fixtures;
using Runner.Workflows.Text;
using Runner.Workflows.Types;

namespace Runner.Workflows.Tests.Diagnostics;

/// <summary>Each code has a page, and what the page shows is so.</summary>
public sealed partial class ReferenceTests
{
    /// <summary>These are about files that no page can show: too large, not text, programs, C#.</summary>
    static readonly string[] WithoutExample = [DiagnosticCodes.Unreadable, DiagnosticCodes.TooLarge, DiagnosticCodes.NotText, DiagnosticCodes.InventoryCommand, DiagnosticCodes.ScriptError];

    static readonly string[] Declared = [.. typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    public static TheoryData<string> Codes => [.. DiagnosticCatalogue.Codes];

    [Fact]
    public void Every_code_has_a_page_and_every_page_a_code() => DiagnosticCatalogue.Codes.ShouldBe(Declared, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Codes))]
    public void Page_begins_with_its_code_a_title_and_a_summary(string code)
    {
        var page = DiagnosticCatalogue.Find(code).ShouldNotBeNull();

        page.Code.ShouldBe(code);
        page.Title.ShouldNotBeEmpty();
        page.Title.ShouldNotEndWith(".");
        page.Summary.ShouldEndWith(".");
        page.Summary.ShouldNotContain('\n');
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Wrong_example_has_just_this_code_and_the_right_one_none(string code)
    {
        if (WithoutExample.Contains(code))
        {
            Example(code, "What to do").ShouldBeEmpty();
            return;
        }

        Diagnose(code, Example(code, "Wrong")).Select(found => found.Code).Distinct().ShouldBe([code]);
        Diagnose(code, Example(code, "Right")).ShouldBeEmpty();
    }

    /// <summary>Rewritten as the goldens are, with <c>RUNNER_REWRITE_GOLDENS=1</c>.</summary>
    [Fact]
    public void Index_lists_every_page()
    {
        var file = Path.Combine(Corpus.Broken, "../../../docs/diagnostics/README.md");
        var index = new StringBuilder("""
            # Diagnostics

            What `runner validate` and `runner run` find before anything runs. Each has a stable code: it keeps its meaning for ever, and is
            never given to another. An error keeps a workflow from running, a warning does not (unless with `--strict`).
            `runner explain RUN0203` prints the page on a code.

            | code | means |
            |---|---|

            """);
        foreach (var page in DiagnosticCatalogue.Pages) index.Append($"| [{page.Code}]({page.Code}.md) | {page.Title} |\n");

        if (Environment.GetEnvironmentVariable("RUNNER_REWRITE_GOLDENS") == "1") File.WriteAllText(file, index.ToString());
        File.ReadAllText(file).ShouldBe(index.ToString());
    }

    static IReadOnlyList<string> Example(string code, string heading)
    {
        var text = DiagnosticCatalogue.Find(code)!.Text;
        var section = text.Split($"\n## {heading}\n").Skip(1).ShouldHaveSingleItem($"{code} has one section `{heading}`").Split("\n## ")[0];
        return [.. YamlBlock().Matches(section).Select(match => match.Groups[1].Value)];
    }

    /// <summary>What is said of an example. The one code that only the formatter reports is asked of it.</summary>
    static IReadOnlyList<Diagnostic> Diagnose(string code, IReadOnlyList<string> blocks)
    {
        using var example = new ExampleFiles(blocks);
        DiagnosticBag found = [];
        var policy = example.Configuration is { } configuration ? RunnerConfiguration.Read(configuration, found).Actions : null;
        if (SourceFile.Read(example.Workflow, found) is { } source)
        {
            if (code == DiagnosticCodes.NotFormattable) WorkflowFormatter.Format(source, found);
            else WorkflowCompiler.Compile(source, PageCatalogue.Instance, found, policy, example.Inventory);
        }

        return [.. found];
    }

    [GeneratedRegex(@"^```(?:yaml|ini)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    /// <summary>The test catalogue, two actions with a connection between them, and one that another took the place of.</summary>
    sealed class PageCatalogue : IActionCatalogue
    {
        const string SocketType = "WebSocket.Connection";

        public static PageCatalogue Instance { get; } = new();

        readonly ActionDescriptor[] own =
        [
            new("websocket.connect", "websocket", ObjectOf(new FieldShape("url", TypeShape.String) { Required = true }), TypeShape.Any) { TypeName = "Connect", Opens = SocketType },
            new("websocket.send", "websocket", ObjectOf(
                new("connection", new(ShapeKind.Connection) { ConnectionType = SocketType }) { Required = true }, new("text", TypeShape.String)), TypeShape.Any) { TypeName = "Send" },
            new("dns.resolve", "dns", ObjectOf(new FieldShape("name", TypeShape.String) { Required = true }), TypeShape.Any) { TypeName = "Resolve", Deprecated = "use dns.lookup." },
            new("dns.lookup", "dns", ObjectOf(new FieldShape("name", TypeShape.String) { Required = true }), TypeShape.Any) { TypeName = "Lookup" },
        ];

        public IEnumerable<ActionDescriptor> Actions => [.. TestCatalogue.Instance.Actions, .. own];

        public ActionDescriptor? Find(string name) => Array.Find(own, action => action.Name == name) ?? TestCatalogue.Instance.Find(name);

        public string? RefusalOf(string plugin) => null;

        static TypeShape ObjectOf(params FieldShape[] fields) => new(ShapeKind.Object) { Fields = fields };
    }
}
