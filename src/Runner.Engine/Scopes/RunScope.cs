using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Scopes;

/// <summary>The contexts that expressions see: this one's own, then those of the scope around it.</summary>
sealed class RunScope(EvaluationEnvironment environment, RunScope? outer = null) : IExpressionScope
{
    readonly Dictionary<string, Value> contexts = new(StringComparer.OrdinalIgnoreCase);

    public EvaluationEnvironment Environment { get; } = environment;

    public void Set(string name, Value value) => contexts[name] = value;

    public bool TryGetValue(string name, out Value value) =>
        contexts.TryGetValue(name, out value) || (outer is not null && outer.TryGetValue(name, out value));
}
