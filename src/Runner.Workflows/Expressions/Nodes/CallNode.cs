using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>A call of a function.</summary>
public sealed class CallNode : ExpressionNode
{
    readonly ExpressionNode[] arguments;

    internal CallNode(TextSpan span, TextSpan nameSpan, Function function, ExpressionNode[] arguments) : base(span, DepthOver(arguments))
    {
        NameSpan = nameSpan;
        Function = function;
        this.arguments = arguments;
    }

    /// <summary>Where the function's name stands.</summary>
    public TextSpan NameSpan { get; }

    /// <summary>What is called.</summary>
    public Function Function { get; }

    /// <summary>What it is called with; the count is one that the function takes.</summary>
    public IReadOnlyList<ExpressionNode> Arguments => arguments;

    internal override Value Evaluate(ref EvaluationState state)
    {
        var result = EvaluateAsTarget(ref state);
        state.Seen?.Add((this, result));
        return result;
    }

    internal override Value EvaluateAsTarget(ref EvaluationState state)
    {
        var usedBefore = state.Used;
        var result = Function.Body(new Arguments(this, arguments, ref state));
        if (!Coercion.IsPrimitive(result)) return result;

        // What the arguments held is garbage now; only the result stays.
        state.Used = usedBefore;
        if (result.Kind == ValueKind.String) state.ChargeText(result.AsString().Length, Span);
        return result;
    }
}
