using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Expressions;

/// <summary>A scope made of values at hand, and the short way to evaluate in it.</summary>
sealed class Scope : IExpressionScope
{
    readonly ValueObject values = new();

    public Scope(params (string Name, Value Value)[] contexts)
    {
        foreach (var (name, value) in contexts) values[name] = value;
    }

    public static Scope Empty { get; } = new();

    public EvaluationEnvironment Environment { get; init; } = EvaluationEnvironment.Default;

    public bool TryGetValue(string name, out Value value) => values.TryGet(name, out value);

    /// <summary>A scope whose contexts are the members of a JSON object.</summary>
    public static Scope FromJson(string json) =>
        new([.. ValueJson.Parse(json).AsObject().Entries.Select(entry => (entry.Key, entry.Value))]);

    public Value Evaluate(string expression) => Parse(expression).Evaluate(this);

    /// <summary>What it evaluates to, as compact JSON.</summary>
    public string Json(string expression) => ValueJson.Write(Evaluate(expression));

    public Expression Parse(string expression) => Expression.Parse(
        expression, FunctionRegistry.Default, values.Entries.Select(entry => entry.Key).ToHashSet(StringComparer.OrdinalIgnoreCase));
}
