using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>The operators that choose one of their operands.</summary>
public enum LogicalOperator
{
    /// <summary><c>&amp;&amp;</c>: the first operand that is not truthy, or the last.</summary>
    And,

    /// <summary><c>||</c>: the first operand that is truthy, or the last.</summary>
    Or,
}

/// <summary>
/// A chain of two or more operands joined by the same operator. The answer is one of the operands, not a boolean; those after it are
/// not evaluated. A chain is one node, however long, so that its length does not count as depth.
/// </summary>
public sealed class LogicalNode : ExpressionNode
{
    readonly ExpressionNode[] operands;

    internal LogicalNode(TextSpan span, LogicalOperator @operator, ExpressionNode[] operands) : base(span, DepthOver(operands))
    {
        Operator = @operator;
        this.operands = operands;
    }

    /// <summary>The operator.</summary>
    public LogicalOperator Operator { get; }

    /// <summary>The operands, at least two.</summary>
    public IReadOnlyList<ExpressionNode> Operands => operands;

    internal override Value Evaluate(ref EvaluationState state)
    {
        var value = Value.Null;
        foreach (var operand in operands)
        {
            value = operand.Evaluate(ref state);
            if (Coercion.IsTruthy(value) == (Operator == LogicalOperator.Or)) break;
        }

        return value;
    }
}
