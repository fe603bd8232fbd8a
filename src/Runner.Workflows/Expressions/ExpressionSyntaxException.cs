using Runner.Workflows.Text;

namespace Runner.Workflows.Expressions;

/// <summary>The text is not an expression. The wording is GitHub's, so that people find it when they search for it.</summary>
public sealed class ExpressionSyntaxException : Exception
{
    internal ExpressionSyntaxException(ExpressionErrorKind kind, string problem, TextSpan span, string expression, int offset = 0)
        : base($"{problem}. Located at position {span.Start + 1} within expression: {expression}")
    {
        Kind = kind;
        Problem = problem;
        Span = span with { Start = span.Start + offset };
    }

    /// <summary>A problem of which a place in the expression says nothing, such as its length.</summary>
    internal ExpressionSyntaxException(ExpressionErrorKind kind, string problem, TextSpan span) : base(problem)
    {
        Kind = kind;
        Problem = problem;
        Span = span;
    }

    ExpressionSyntaxException(ExpressionSyntaxException inner, int offset) : base(inner.Message, inner)
    {
        Kind = inner.Kind;
        Problem = inner.Problem;
        Span = inner.Span with { Start = inner.Span.Start + offset };
    }

    /// <summary>At which stage it was found.</summary>
    public ExpressionErrorKind Kind { get; }

    /// <summary>What is wrong, without the place: <c>Unexpected symbol: ')'</c>.</summary>
    public string Problem { get; }

    /// <summary>
    /// Where, from 0, in the text that was parsed: the expression for <see cref="Expression.Parse"/>, the whole scalar for
    /// <see cref="Template.Parse"/>. It always lies inside that text.
    /// </summary>
    public TextSpan Span { get; }

    /// <summary>The same problem in a text that holds the expression from an offset on.</summary>
    internal ExpressionSyntaxException Shifted(int offset) => offset == 0 ? this : new(this, offset);
}
