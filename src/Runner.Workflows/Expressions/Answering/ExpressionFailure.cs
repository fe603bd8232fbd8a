using Runner.Workflows.Checking;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Workflows.Expressions.Answering;

/// <summary>Why an expression has no value.</summary>
/// <param name="Stage">When it was found: <c>lexing</c>, <c>parsing</c> or <c>evaluation</c>.</param>
/// <param name="Problem">What is wrong, without the place.</param>
/// <param name="Message">The same with the place, as GitHub words it: <c>Unexpected symbol: ')'. Located at position 5 within expression: 1 &lt; )</c>.</param>
/// <param name="Span">Where, in the expression's text.</param>
public sealed record ExpressionFailure(string Stage, string Problem, string Message, TextSpan Span)
{
    internal static ExpressionFailure Of(ExpressionSyntaxException e) =>
        new(e.Kind == ExpressionErrorKind.Lexing ? "lexing" : "parsing", e.Problem, e.Message, e.Span);

    internal static ExpressionFailure OfEvaluation(string problem, TextSpan span, string text) =>
        new("evaluation", problem, $"{problem}. Located at position {span.Start + 1} within expression: {text}", span);

    /// <summary>What to write instead; null when the problem says it.</summary>
    /// <param name="names">The contexts that the expression could have named.</param>
    public string? HelpAmong(IReadOnlySet<string> names)
    {
        const string UnknownName = "Unrecognized named-value: '";
        if (!Problem.StartsWith(UnknownName, StringComparison.Ordinal)) return Stage == "evaluation" ? null : ExpressionHelp.For(Problem);
        var name = Problem[UnknownName.Length..^1];
        return names.Count > 0
            ? NameHelp.For(name, [.. names], "there are")
            : $"a text needs single quotes: '{name}'; contexts come from a file: --context file.json";
    }
}
