using Runner.Workflows.Expressions;

namespace Runner.Engine.Steps;

/// <summary>Whether a condition asks how things went before it.</summary>
static class StatusCalls
{
    public static bool AreIn(ExpressionNode node) => node switch
    {
        CallNode call => call.Function.AsksStatus || call.Arguments.Any(AreIn),
        LogicalNode logical => logical.Operands.Any(AreIn),
        BinaryNode binary => AreIn(binary.Left) || AreIn(binary.Right),
        UnaryNode unary => AreIn(unary.Operand),
        MemberNode member => AreIn(member.Target),
        IndexNode index => AreIn(index.Target) || AreIn(index.Index),
        WildcardNode wildcard => AreIn(wildcard.Target),
        _ => false,
    };
}
