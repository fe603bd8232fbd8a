using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Scopes;

/// <summary>The workflow's variables, each made when it is first read and kept.</summary>
sealed class LazyEnv(IReadOnlyList<NamedTemplate> variables, RunScope scope) : IValueObject
{
    readonly Value?[] made = new Value?[variables.Count];

    public bool TryGet(string name, out Value value)
    {
        for (var i = 0; i < variables.Count; i++)
        {
            if (!string.Equals(variables[i].Name, name, StringComparison.OrdinalIgnoreCase)) continue;
            value = At(i);
            return true;
        }

        value = default;
        return false;
    }

    public IEnumerable<KeyValuePair<string, Value>> Entries => variables.Select((variable, i) => KeyValuePair.Create(variable.Name, At(i)));

    // A variable is text, as in every environment.
    Value At(int index) => made[index] ??= Value.From(Coercion.ToText(variables[index].Value.Evaluate(scope)));
}
