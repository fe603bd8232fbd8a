using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>A value that is written out.</summary>
public sealed class LiteralNode : ExpressionNode
{
    internal LiteralNode(TextSpan span, Value value) : base(span, 1) => Value = value;

    /// <summary>The value.</summary>
    public Value Value { get; }

    internal override Value Evaluate(ref EvaluationState state) => Value;
}
