using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checking.Analysis;

/// <summary>Finds values written out where a condition stands, which decide everything or nothing.</summary>
sealed class ConditionAnalysis(ExpressionFindings findings)
{
    /// <summary>Looks at a whole condition. A bare <c>true</c> or <c>false</c> is meant.</summary>
    /// <param name="root">The condition.</param>
    /// <param name="shape">What it answers.</param>
    public void CheckCondition(ExpressionNode root, TypeShape shape)
    {
        if (shape.IsStructure() && !shape.Nullable && !findings.IsFull)
        {
            findings.Warning(DiagnosticCodes.ConstantCondition, root.Span, $"`{findings.TextOf(root)}` is {shape.Noun()}, and counts as true whatever is in it",
                shape.Field("outcome") is not null ? $"write {findings.TextOf(root)}.outcome == 'success'" : shape.Kind == ShapeKind.List ? $"write length({findings.TextOf(root)}) > 0" : "compare one of its fields");
            return;
        }

        if (root is LiteralNode { Value: { Kind: not (ValueKind.Boolean or ValueKind.Null) } value } && !findings.IsFull)
        {
            findings.Warning(DiagnosticCodes.ConstantCondition, root.Span, $"`{findings.TextOf(root)}` counts as {Truth(value)}, so this condition decides nothing",
                value.Kind == ValueKind.String ? QuotedExpression.Help(value.AsString()) ?? "a condition compares, such as result.body == 'text'" : "a condition compares, such as result.status == 200");
        }
        else
        {
            CheckOperands(root);
        }
    }

    /// <summary>Looks at any chain of <c>&amp;&amp;</c> or <c>||</c>: after a value that settles it, nothing is ever evaluated.</summary>
    public void CheckChain(LogicalNode node)
    {
        for (var i = 0; i < node.Operands.Count - 1; i++)
        {
            if (node.Operands[i] is not LiteralNode { Value: var value } literal || !Settles(node, value)) continue;
            if (findings.IsFull) return;
            findings.Warning(DiagnosticCodes.ConstantCondition, literal.Span,
                $"`{findings.TextOf(literal)}` counts as {Truth(value)}, so what comes after `{Sign(node)}` is never evaluated", MissingComparison(node, i));
            return;
        }
    }

    void CheckOperands(ExpressionNode node)
    {
        if (node is UnaryNode unary) CheckOperands(unary.Operand);
        if (node is not LogicalNode chain) return;
        for (var i = 0; i < chain.Operands.Count; i++)
        {
            if (chain.Operands[i] is not LiteralNode { Value: var value } literal)
            {
                CheckOperands(chain.Operands[i]);
                continue;
            }

            var settles = Settles(chain, value);
            // Before the end CheckChain tells it, and true and false that change nothing are of no interest.
            if (settles ? i < chain.Operands.Count - 1 : value.Kind is ValueKind.Boolean or ValueKind.Null) continue;
            if (findings.IsFull) return;
            findings.Warning(DiagnosticCodes.ConstantCondition, literal.Span,
                $"`{findings.TextOf(literal)}` counts as {Truth(value)}, so {(settles ? $"this `{Sign(chain)}` is always {Truth(value)}" : "it decides nothing")}", MissingComparison(chain, i));
        }
    }

    static bool Settles(LogicalNode chain, Value value) => Coercion.IsTruthy(value) == (chain.Operator == LogicalOperator.Or);

    /// <summary><c>a == 1 || 2</c> is written as people say it.</summary>
    string? MissingComparison(LogicalNode chain, int index)
    {
        if (index == 0 || chain.Operands[index] is not LiteralNode { Value.Kind: ValueKind.Number or ValueKind.String } literal) return null;
        for (var i = index - 1; i >= 0; i--)
        {
            if (chain.Operands[i] is BinaryNode { Right: LiteralNode } comparison)
                return $"each comparison is written out: {findings.TextOf(comparison)} {Sign(chain)} {findings.TextOf(comparison.Left)} {Sign(comparison.Operator)} {findings.TextOf(literal)}";
        }

        return null;
    }

    static string Truth(Value value) => Coercion.IsTruthy(value) ? "true" : "false";

    static string Sign(LogicalNode chain) => chain.Operator == LogicalOperator.Or ? "||" : "&&";

    static string Sign(BinaryOperator comparison) => comparison switch
    {
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        _ => ">=",
    };
}
