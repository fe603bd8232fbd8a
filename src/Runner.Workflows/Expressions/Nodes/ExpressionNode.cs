using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>A part of an expression: both what the static checker walks and what is evaluated.</summary>
public abstract class ExpressionNode
{
    private protected ExpressionNode(TextSpan span, int depth)
    {
        Span = span;
        Depth = depth;
    }

    /// <summary>Where it stands in the expression, from 0; parentheses around it are not part of it.</summary>
    public TextSpan Span { get; }

    /// <summary>How many nodes there are from here to the deepest leaf, both included.</summary>
    internal int Depth { get; }

    internal abstract Value Evaluate(ref EvaluationState state);

    /// <summary>Evaluates it as the target of a longer reference, which is then what <see cref="Expression.Explain"/> tells of.</summary>
    internal virtual Value EvaluateAsTarget(ref EvaluationState state) => Evaluate(ref state);

    private protected static int DepthOver(ReadOnlySpan<ExpressionNode> children)
    {
        var deepest = 0;
        foreach (var child in children) deepest = Math.Max(deepest, child.Depth);
        return deepest + 1;
    }
}
