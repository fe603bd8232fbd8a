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

    static string Format(string text)
    {
        var diagnostics = new DiagnosticBag();
        var formatted = WorkflowFormatter.Format(new("test.yaml", text), diagnostics);
        diagnostics.Select(DiagnosticText.Format).ShouldBeEmpty();
        return formatted.ShouldNotBeNull();
    }
}
