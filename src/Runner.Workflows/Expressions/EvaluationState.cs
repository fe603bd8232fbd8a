using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>What one evaluation carries along: a struct passed by reference, so that evaluating allocates nothing of its own.</summary>
struct EvaluationState(IExpressionScope scope)
{
    /// <summary>What .NET spends on a string besides its characters.</summary>
    const int StringOverhead = 26;
    const int ItemSize = 8;

    public readonly IExpressionScope Scope = scope;

    /// <summary>Where the values seen are noted; null while nobody asks.</summary>
    public List<(ExpressionNode Node, Value Value)>? Seen;

    /// <summary>How many bytes of new text and lists are held.</summary>
    public long Used;

    EvaluationEnvironment? environment;

    public EvaluationEnvironment Environment => environment ??= Scope.Environment;

    public void ChargeText(long characters, TextSpan span) => Charge(StringOverhead + characters * 2, span);

    public void ChargeItems(long items, TextSpan span) => Charge(items * ItemSize, span);

    void Charge(long bytes, TextSpan span)
    {
        Used += bytes;
        if (Used > Environment.MaxMemory)
            throw new ExpressionEvaluationException("The maximum allowed memory size was exceeded", span);
    }
}
