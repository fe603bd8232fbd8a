using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>A part that reads a value: a context, or something in one.</summary>
public abstract class ReferenceNode : ExpressionNode
{
    private protected ReferenceNode(TextSpan span, int depth) : base(span, depth)
    {
    }

    internal sealed override Value Evaluate(ref EvaluationState state)
    {
        var value = EvaluateAsTarget(ref state);
        state.Seen?.Add((this, value));
        return value;
    }

    internal abstract override Value EvaluateAsTarget(ref EvaluationState state);
}
