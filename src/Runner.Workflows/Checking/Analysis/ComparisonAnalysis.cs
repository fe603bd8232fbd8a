using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checking.Analysis;

/// <summary>
/// Finds comparisons with a written-out value whose answer is known: the other side, as far as its shape says, has no value
/// with which they would come out differently. Any value may be null, since the step that gives it may be skipped.
/// </summary>
sealed class ComparisonAnalysis(ExpressionFindings findings)
{
    public void Check(BinaryNode node, TypeShape left, TypeShape right)
    {
        if (findings.IsFull) return;
        switch (node.Left, node.Right)
        {
            case (LiteralNode first, LiteralNode second):
                CheckLiterals(node, first, second);
                break;
            case (_, LiteralNode { Value: var value }):
                CheckAgainst(node, node.Left, left, value);
                break;
            case (LiteralNode { Value: var value }, _):
                CheckAgainst(node, node.Right, right, value);
                break;
        }
    }

    void CheckLiterals(BinaryNode node, LiteralNode left, LiteralNode right)
    {
        var state = new EvaluationState(NoScope);
        var answer = node.Evaluate(ref state).AsBoolean() ? "true" : "false";
        findings.Warning(DiagnosticCodes.ConstantCondition, node.Span, $"`{findings.TextOf(node)}` is always {answer}",
            HelpOf(left) ?? HelpOf(right));

        static string? HelpOf(LiteralNode literal) => literal.Value.Kind == ValueKind.String ? QuotedExpression.Help(literal.Value.AsString()) : null;
    }

    void CheckAgainst(BinaryNode node, ExpressionNode side, TypeShape shape, Value written)
    {
        if (written.IsNull || CandidatesOf(shape, written) is not { } candidates) return;
        var isEquality = node.Operator is BinaryOperator.Equal or BinaryOperator.NotEqual;
        if (candidates.Exists(candidate => isEquality ? Coercion.LooseEquals(candidate, written) : Coercion.Compare(candidate, written) is not null)) return;

        var answer = node.Operator == BinaryOperator.NotEqual ? "true" : "false";
        var shown = written.Kind == ValueKind.String ? $"'{ShownText.Shorten(written.AsString())}'" : Coercion.ToText(written);
        var message = isEquality
            ? $"`{findings.TextOf(side)}` is {Phrase(shape)}, and never {shown}: this is always {answer}"
            : $"`{findings.TextOf(side)}` is {Phrase(shape)}, which has no order with {shown}: this is always {answer}";
        findings.Warning(DiagnosticCodes.ImpossibleComparison, node.Span, message, Help(shape, written, findings.TextOf(side)));
    }

    /// <summary>Values of which one compares as any value of the shape would; null when nothing can be told.</summary>
    static List<Value>? CandidatesOf(TypeShape shape, Value written) => shape.Kind switch
    {
        ShapeKind.Choice => [Value.Null, .. shape.Choices.Select(choice => Value.From(choice))],
        ShapeKind.Boolean => [Value.Null, Value.True, Value.False],
        // A text is compared with a number as the number that it spells; there is a number equal to any other.
        ShapeKind.Number or ShapeKind.Integer or ShapeKind.Duration when written.Kind == ValueKind.String =>
            double.IsNaN(Coercion.ToNumber(written)) ? [Value.Null] : null,
        ShapeKind.List or ShapeKind.Map or ShapeKind.Object => [Value.Null],
        _ => null,
    };

    static string Phrase(TypeShape shape) => shape.Kind == ShapeKind.Choice ? shape.Phrase : shape.Noun();

    static string? Help(TypeShape shape, Value written, string side)
    {
        var text = written.Kind == ValueKind.String ? written.AsString() : "";
        switch (shape.Kind)
        {
            case ShapeKind.Choice:
                return NameHelp.Near(text, shape.Choices) ?? (shape.Choices.FirstOrDefault(choice => IsInflected(text, choice)) is { } meant ? $"did you mean `{meant}`?" : null);
            case ShapeKind.Boolean when text.ToLowerInvariant() is "true" or "false":
                return $"a text is not turned into true or false; write {text.ToLowerInvariant()} without quotes";
            case ShapeKind.Boolean:
                return "compare it with true or false, or use it as it is";
            case ShapeKind.Duration when DurationText.TryParse(text, out _):
                return $"write duration('{text}')";
            case ShapeKind.Number or ShapeKind.Integer or ShapeKind.Duration:
                return "compare it with a number, without quotes";
            case ShapeKind.List:
                return written.Kind == ValueKind.Number ? $"its number of items is length({side})" : $"to look for an item, write contains({side}, {(written.Kind == ValueKind.String ? $"'{ShownText.Shorten(text)}'" : Coercion.ToText(written))})";
            default:
                return "compare one of its fields";
        }
    }

    /// <summary><c>failed</c> for <c>failure</c>, <c>succeeded</c> for <c>success</c>.</summary>
    static bool IsInflected(string text, string choice) => text.Length >= 4 && choice.StartsWith(text[..4], StringComparison.OrdinalIgnoreCase);

    internal static IExpressionScope NoScope { get; } = new EmptyScope();

    sealed class EmptyScope : IExpressionScope
    {
        public EvaluationEnvironment Environment => EvaluationEnvironment.Default;

        public bool TryGetValue(string name, out Value value)
        {
            value = default;
            return false;
        }
    }
}
