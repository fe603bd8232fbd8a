using Runner.Engine.Scopes;
using Runner.Workflows.Values;

namespace Runner.Engine;

/// <summary>What somebody has changed in the contexts of a job while it stood before a step.</summary>
/// <param name="steps">What is known of the job's steps that have ended.</param>
sealed class ScopeChanges(ValueObject steps)
{
    Dictionary<string, Value>? changed;

    /// <summary>A context is something else from now on.</summary>
    public void Set(string context, Value value)
    {
        if (context.Equals("steps", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (id, step) in value.AsObject().Entries) steps[id] = step;
        }
        else
        {
            changed ??= new(StringComparer.OrdinalIgnoreCase);
            changed[context] = value;
        }
    }

    /// <summary>The scope with the changes.</summary>
    public RunScope ApplyTo(RunScope scope)
    {
        if (changed is null) return scope;
        foreach (var (context, value) in changed) scope = scope.With(context, value);
        return scope;
    }
}
