namespace Runner.Workflows.Expressions;

/// <summary>Which functions an expression calls.</summary>
public static class FunctionCalls
{
    /// <summary>Whether a condition asks how things went before it.</summary>
    public static bool AskStatus(ExpressionNode node) => Any(node, static function => function.AsksStatus);

    /// <summary>Whether an expression calls a function of some kind.</summary>
    public static bool Any(ExpressionNode node, Func<Function, bool> kind) => node switch
    {
        CallNode call => kind(call.Function) || call.Arguments.Any(argument => Any(argument, kind)),
        LogicalNode logical => logical.Operands.Any(operand => Any(operand, kind)),
        BinaryNode binary => Any(binary.Left, kind) || Any(binary.Right, kind),
        UnaryNode unary => Any(unary.Operand, kind),
        MemberNode member => Any(member.Target, kind),
        IndexNode index => Any(index.Target, kind) || Any(index.Index, kind),
        WildcardNode wildcard => Any(wildcard.Target, kind),
        _ => false,
    };
}
