using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Text;

namespace Runner.Workflows.Checking.Analysis;

/// <summary>Takes what is found in one expression, by its offsets, and tells it by the places of the file.</summary>
sealed class ExpressionFindings(DiagnosticBag diagnostics, Func<TextSpan, SourceLocation> locate)
{
    const int ShownLength = 60;

    public bool IsFull => diagnostics.IsFull;

    public void Error(string code, TextSpan span, string message, string? help = null) => diagnostics.Error(code, locate(span), message, help);

    public void Warning(string code, TextSpan span, string message, string? help = null) => diagnostics.Warning(code, locate(span), message, help);

    /// <summary>A part as it stands in the file, for a message.</summary>
    public string TextOf(ExpressionNode node) => locate(node.Span) is var place ? ShownText.Shorten(place.Source.Slice(place.Span), ShownLength) : "";
}
