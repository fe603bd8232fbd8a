using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>The operators that compare two values.</summary>
public enum BinaryOperator
{
    /// <summary><c>==</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,
}

/// <summary>A comparison of two values; always true or false.</summary>
public sealed class BinaryNode : ExpressionNode
{
    internal BinaryNode(TextSpan span, BinaryOperator @operator, ExpressionNode left, ExpressionNode right) : base(span, DepthOver([left, right]))
    {
        Operator = @operator;
        Left = left;
        Right = right;
    }

    /// <summary>The operator.</summary>
    public BinaryOperator Operator { get; }

    /// <summary>The operand before it.</summary>
    public ExpressionNode Left { get; }

    /// <summary>The operand after it.</summary>
    public ExpressionNode Right { get; }

    internal override Value Evaluate(ref EvaluationState state)
    {
        var left = Left.Evaluate(ref state);
        var right = Right.Evaluate(ref state);
        return Value.From(Operator switch
        {
            BinaryOperator.Equal => Coercion.LooseEquals(left, right),
            BinaryOperator.NotEqual => !Coercion.LooseEquals(left, right),
            BinaryOperator.Less => Coercion.Compare(left, right) < 0,
            BinaryOperator.LessOrEqual => Coercion.Compare(left, right) <= 0,
            BinaryOperator.Greater => Coercion.Compare(left, right) > 0,
            _ => Coercion.Compare(left, right) >= 0,
        });
    }
}
