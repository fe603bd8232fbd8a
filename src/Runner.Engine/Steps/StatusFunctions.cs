using Runner.Workflows.Expressions;

namespace Runner.Engine.Steps;

/// <summary>Whether a condition asks how things went before it.</summary>
static class StatusFunctions
{
    public static bool AreCalledIn(ExpressionNode node) => node switch
    {
        CallNode call => call.Function.Name is "success" or "failure" or "always" or "cancelled" || call.Arguments.Any(AreCalledIn),
        LogicalNode logical => logical.Operands.Any(AreCalledIn),
        BinaryNode binary => AreCalledIn(binary.Left) || AreCalledIn(binary.Right),
        UnaryNode unary => AreCalledIn(unary.Operand),
        MemberNode member => AreCalledIn(member.Target),
        IndexNode index => AreCalledIn(index.Target) || AreCalledIn(index.Index),
        WildcardNode wildcard => AreCalledIn(wildcard.Target),
        _ => false,
    };
}
