using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>The operators with one operand.</summary>
public enum UnaryOperator
{
    /// <summary><c>!</c></summary>
    Not,
}

/// <summary>An operator before its operand.</summary>
public sealed class UnaryNode : ExpressionNode
{
    internal UnaryNode(TextSpan span, UnaryOperator @operator, ExpressionNode operand) : base(span, operand.Depth + 1)
    {
        Operator = @operator;
        Operand = operand;
    }

    /// <summary>The operator.</summary>
    public UnaryOperator Operator { get; }

    /// <summary>What it applies to.</summary>
    public ExpressionNode Operand { get; }

    internal override Value Evaluate(ref EvaluationState state) => Value.From(!Coercion.IsTruthy(Operand.Evaluate(ref state)));
}
