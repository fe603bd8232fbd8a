using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>All values of an object or array: <c>target.*</c> or <c>target[*]</c>. What follows is read from each of them.</summary>
public sealed class WildcardNode : ReferenceNode
{
    internal WildcardNode(TextSpan span, ExpressionNode target) : base(span, target.Depth + 1) => Target = target;

    /// <summary>What they are read from.</summary>
    public ExpressionNode Target { get; }

    internal override Value EvaluateAsTarget(ref EvaluationState state)
    {
        var target = Target.EvaluateAsTarget(ref state);
        var result = new FilteredArray();
        if (target.Kind != ValueKind.Array) Indexing.AddAll(target, result);
        else if (target.AsArray() is not FilteredArray filtered) Indexing.AddAll(target, result);
        else foreach (var item in filtered) Indexing.AddAll(item, result);
        state.ChargeItems(result.Count, Span);
        return Value.From(result);
    }
}
