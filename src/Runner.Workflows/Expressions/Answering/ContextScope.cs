using Runner.Workflows.Checking;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Answering;

/// <summary>A scope whose contexts are the members of an object: each name may be used, and no other.</summary>
public sealed class ContextScope : IExpressionScope
{
    static readonly HashSet<string> NoNames = [];

    readonly IValueObject? contexts;

    /// <summary>Makes a scope.</summary>
    /// <param name="contexts">The contexts by name; null for none.</param>
    /// <param name="environment">What functions may know of the world.</param>
    public ContextScope(IValueObject? contexts, EvaluationEnvironment environment)
    {
        this.contexts = contexts;
        Environment = environment;
        Names = contexts is null ? NoNames : NamesOf(contexts);
    }

    /// <summary>The names of the contexts, which match without regard to case.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <inheritdoc/>
    public EvaluationEnvironment Environment { get; }

    /// <inheritdoc/>
    public bool TryGetValue(string name, out Value value)
    {
        value = default;
        return contexts is not null && contexts.TryGet(name, out value);
    }

    /// <summary>Why no expression could name a context; null when one can.</summary>
    public static string? WhyUnusable(string name) =>
        name is "true" or "false" or "null" or "NaN" or "Infinity" ? "in expressions this is a value" : Identifier.IsValid(name) ? null : Identifier.Help;

    static HashSet<string> NamesOf(IValueObject contexts)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, _) in contexts.Entries) names.Add(name);
        return names;
    }
}
