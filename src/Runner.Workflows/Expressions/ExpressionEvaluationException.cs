using Runner.Workflows.Text;

namespace Runner.Workflows.Expressions;

/// <summary>An expression that is well formed met values for which it has no answer.</summary>
public sealed class ExpressionEvaluationException : Exception
{
    internal ExpressionEvaluationException(string problem, TextSpan span, Exception? inner = null) : base(problem, inner) => Span = span;

    /// <summary>
    /// The part that has no answer, from 0, in the text that was parsed: the expression, or the whole scalar when a
    /// <see cref="Template"/> was evaluated.
    /// </summary>
    public TextSpan Span { get; }

    internal ExpressionEvaluationException Shifted(int offset) =>
        offset == 0 ? this : new(Message, Span with { Start = Span.Start + offset }, this);
}
