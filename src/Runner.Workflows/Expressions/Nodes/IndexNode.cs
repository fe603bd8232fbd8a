using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>A value by a computed name or number: <c>target[index]</c>. Null when there is none.</summary>
public sealed class IndexNode : ReferenceNode
{
    internal IndexNode(TextSpan span, ExpressionNode target, ExpressionNode index) : base(span, DepthOver([target, index]))
    {
        Target = target;
        Index = index;
    }

    /// <summary>What it is read from.</summary>
    public ExpressionNode Target { get; }

    /// <summary>The name or, from 0, the place.</summary>
    public ExpressionNode Index { get; }

    internal override Value EvaluateAsTarget(ref EvaluationState state)
    {
        var target = Target.EvaluateAsTarget(ref state);
        return Coercion.IsPrimitive(target) ? Value.Null : Indexing.Read(target, Index.Evaluate(ref state), Span, ref state);
    }
}
