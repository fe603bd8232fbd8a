using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Scopes;

/// <summary>Variables, each made when it is first read and kept; over those of the scope around, when there are any.</summary>
sealed class LazyEnv(IReadOnlyList<NamedTemplate> variables, RunScope scope) : IValueObject
{
    readonly string?[] made = new string?[variables.Count];

    public bool TryGet(string name, out Value value)
    {
        for (var i = 0; i < variables.Count; i++)
        {
            if (!string.Equals(variables[i].Name, name, StringComparison.OrdinalIgnoreCase)) continue;
            value = At(i);
            return true;
        }

        value = default;
        return Around?.TryGet(name, out value) ?? false;
    }

    public IEnumerable<KeyValuePair<string, Value>> Entries
    {
        get
        {
            for (var i = 0; i < variables.Count; i++) yield return new(variables[i].Name, At(i));
            foreach (var entry in Around?.Entries ?? [])
            {
                if (!variables.Any(variable => string.Equals(variable.Name, entry.Key, StringComparison.OrdinalIgnoreCase))) yield return entry;
            }
        }
    }

    /// <summary>Those that can be made, as they are. What cannot be made says so where it is read.</summary>
    public ValueObject Made()
    {
        var all = Around is LazyEnv lazy ? lazy.Made() : new ValueObject();
        for (var i = 0; i < variables.Count; i++)
        {
            try
            {
                all[variables[i].Name] = At(i);
            }
            catch (TemplateException)
            {
                // Perhaps nobody reads it.
            }
        }

        return all;
    }

    IValueObject? Around => scope.TryGetValue("env", out var around) ? around.AsObject() : null;

    // A variable is text, as in every environment. Jobs that run at once may both make it, and make the same.
    Value At(int index) => Value.From(made[index] ??= Coercion.ToText(variables[index].Value.Evaluate(scope)));
}
