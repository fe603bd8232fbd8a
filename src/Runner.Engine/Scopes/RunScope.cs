using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Scopes;

/// <summary>
/// The contexts that expressions see: one of its own, then those of the scope around it. There are five at most, so a
/// chain is searched sooner than a dictionary is made, and every step makes two.
/// </summary>
sealed class RunScope : IExpressionScope
{
    readonly RunScope? outer;
    readonly string name;
    readonly Value value;

    /// <summary>A scope without contexts.</summary>
    public RunScope(EvaluationEnvironment environment) : this(environment, null, "", default)
    {
    }

    RunScope(EvaluationEnvironment environment, RunScope? outer, string name, Value value)
    {
        Environment = environment;
        this.outer = outer;
        this.name = name;
        this.value = value;
    }

    /// <inheritdoc/>
    public EvaluationEnvironment Environment { get; }

    /// <summary>The contexts' names, the innermost first.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var names = new List<string>();
            for (var scope = this; scope.outer is not null; scope = scope.outer)
            {
                if (!names.Contains(scope.name, StringComparer.OrdinalIgnoreCase)) names.Add(scope.name);
            }

            return names;
        }
    }

    /// <summary>This scope and one more context.</summary>
    public RunScope With(string context, Value contextValue) => new(Environment, this, context, contextValue);

    /// <summary>This scope for a job that has come this far.</summary>
    public RunScope At(JobStatus status) => status == Environment.Status ? this : new(Environment with { Status = status }, outer, name, value);

    /// <inheritdoc/>
    public bool TryGetValue(string name, out Value value)
    {
        for (var scope = this; scope is not null; scope = scope.outer)
        {
            if (!string.Equals(scope.name, name, StringComparison.OrdinalIgnoreCase)) continue;
            value = scope.value;
            return true;
        }

        value = default;
        return false;
    }
}
