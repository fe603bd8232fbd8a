using Runner.Sdk.Inventory;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Workflows.Inventories.Expressions;

/// <summary>A host as expressions see it. How to log in is not part of it.</summary>
/// <remarks>
/// What Ansible would have to evaluate, such as an address that is a template, fails when it is asked for by name, and is null among all
/// that the host has: a host may be shown that nobody can connect to.
/// </remarks>
sealed class HostValue(InventoryHost host, Inventory inventory) : IValueObject
{
    static readonly string[] Names = ["name", "address", "port", "user", "groups", "vars"];

    public bool TryGet(string name, out Value value)
    {
        foreach (var known in Names)
        {
            if (!string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) continue;
            if (inventory.WhyMissing(host, known) is { } reason) throw new ExpressionEvaluationException(reason, default);
            value = Read(known);
            return true;
        }

        value = default;
        return false;
    }

    public IEnumerable<KeyValuePair<string, Value>> Entries => Names.Select(name => KeyValuePair.Create(name, inventory.WhyMissing(host, name) is null ? Read(name) : Value.Null));

    Value Read(string name) => name switch
    {
        "name" => Value.From(host.Name),
        "address" => Value.From(host.Address ?? host.Name),
        "port" => host.Port is { } port ? Value.From(port) : Value.Null,
        "user" => Value.From(host.User),
        "groups" => Value.From([.. host.Groups.Select(static group => Value.From(group))]),
        _ => Value.From(new VariablesValue(host.Variables)),
    };
}

/// <summary>A host's variables: the exact name first, then one in another case.</summary>
sealed class VariablesValue(IReadOnlyDictionary<string, object?> variables) : IValueObject, IExactNames
{
    public bool TryGet(string name, out Value value)
    {
        if (TryGetExact(name, out value)) return true;
        foreach (var known in variables.Keys)
        {
            if (string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) return TryGetExact(known, out value);
        }

        return false;
    }

    public bool TryGetExact(string name, out Value value)
    {
        var known = variables.TryGetValue(name, out var found);
        value = known ? ClrValue.From(found) : default;
        return known;
    }

    public IEnumerable<KeyValuePair<string, Value>> Entries => variables.Select(static variable => KeyValuePair.Create(variable.Key, ClrValue.From(variable.Value)));
}
