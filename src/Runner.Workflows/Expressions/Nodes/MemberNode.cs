using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>A value by its name in an object: <c>target.name</c>. Null when the target has none of that name.</summary>
public sealed class MemberNode : ReferenceNode
{
    internal MemberNode(TextSpan span, ExpressionNode target, string name, TextSpan nameSpan) : base(span, target.Depth + 1)
    {
        Target = target;
        Name = name;
        NameSpan = nameSpan;
    }

    /// <summary>What it is read from.</summary>
    public ExpressionNode Target { get; }

    /// <summary>The name as it is written; it means the same in any case.</summary>
    public string Name { get; }

    /// <summary>Where the name stands.</summary>
    public TextSpan NameSpan { get; }

    internal override Value EvaluateAsTarget(ref EvaluationState state)
    {
        var target = Target.EvaluateAsTarget(ref state);
        return target.Kind switch
        {
            ValueKind.Object => target.AsObject().TryGet(Name, out var value) ? value : Value.Null,
            ValueKind.Array => Indexing.Read(target, Value.From(Name), Span, ref state),
            _ => Value.Null,
        };
    }
}
