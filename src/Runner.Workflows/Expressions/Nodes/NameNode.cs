using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>A context by its name: <c>inputs</c>.</summary>
public sealed class NameNode : ReferenceNode
{
    internal NameNode(TextSpan span, string name) : base(span, 1) => Name = name;

    /// <summary>The name as it is written; it means the same in any case.</summary>
    public string Name { get; }

    internal override Value EvaluateAsTarget(ref EvaluationState state) => state.Scope.TryGetValue(Name, out var value)
        ? value
        : throw new ExpressionEvaluationException($"Unrecognized named-value: '{Name}'", Span);
}
