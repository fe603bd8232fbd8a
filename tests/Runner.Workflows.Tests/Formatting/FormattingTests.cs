using Runner.Workflows.Diagnostics;
using Runner.Workflows.Formatting;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Formatting;

/// <summary>Pairs of files: as somebody wrote it, and as it should look. <c>RUNNER_REWRITE_GOLDENS=1</c> writes the second.</summary>
public sealed class FormattingTests
{
    static readonly bool Rewrite = Environment.GetEnvironmentVariable("RUNNER_REWRITE_GOLDENS") == "1";

    public static TheoryData<string> Names => [.. Corpus.NamesIn(Corpus.Formatting)];

    public static TheoryData<string> ValidNames => [.. Corpus.NamesIn(Corpus.Valid)];

    [Theory]
    [MemberData(nameof(Names))]
    public void File_is_formatted_as_its_golden_says(string name)
    {
        var expected = Path.Combine(Corpus.Formatting, name + ".formatted");
        var formatted = Format(File.ReadAllText(Path.Combine(Corpus.Formatting, name + ".yaml")));

        if (Rewrite) File.WriteAllText(expected, formatted);
        formatted.ShouldBe(File.ReadAllText(expected));
    }

    [Theory]
    [MemberData(nameof(ValidNames))]
    public void Valid_workflow_is_formatted_already(string name)
    {
        var text = File.ReadAllText(Path.Combine(Corpus.Valid, name + ".yaml"));

        Format(text).ShouldBe(text);
    }

    [Theory]
    [InlineData("a: 1\r\n\r\n\r\nb:   2  \r\n\r\n", "a: 1\n\nb: 2\n")]
    [InlineData("a: 1\rb: 2", "a: 1\nb: 2\n")]
    [InlineData("\ufeffa: 1", "a: 1\n")]
    [InlineData("a: |\n  no line break at the end", "a: |-\n  no line break at the end\n")]
    [InlineData("a: \"escaped\\ \n  blank\"", "a: \"escaped\\ \n  blank\"\n")]
    [InlineData("\n# only a comment\n\n", "# only a comment\n")]
    [InlineData("\n \n", "")]
    [InlineData("a: { b: c :}", "a: { b: c :}\n")]
    public void Rare_text_is_formatted(string text, string formatted) => Format(text).ShouldBe(formatted);

    [Theory]
    [InlineData("a: [", DiagnosticCodes.YamlSyntax)]
    [InlineData("a: 1\na: 2", DiagnosticCodes.DuplicateKey)]
    [InlineData("a: 1\n---\nb: 1", DiagnosticCodes.ManyDocuments)]
    [InlineData("only   text", DiagnosticCodes.NotFormattable)]
    [InlineData(" ---x: 1", DiagnosticCodes.NotFormattable)]
    [InlineData("a: |\n    x\u2028    y\n", DiagnosticCodes.NotFormattable)]
    public void Text_that_cannot_be_formatted_is_refused_with_the_reason(string text, string code)
    {
        var diagnostics = new DiagnosticBag();

        WorkflowFormatter.Format(new("test.yaml", text), diagnostics).ShouldBeNull();

        diagnostics.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    static string Format(string text)
    {
        var diagnostics = new DiagnosticBag();
        var formatted = WorkflowFormatter.Format(new("test.yaml", text), diagnostics);
        diagnostics.Select(DiagnosticText.Format).ShouldBeEmpty();
        return formatted.ShouldNotBeNull();
    }
}
