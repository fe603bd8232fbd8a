using System.Collections.Concurrent;
using Runner.Sdk.Inventory;
using Runner.Workflows.Values;

namespace Runner.Workflows.Inventories.Expressions;

/// <summary>The inventory as expressions see it: <c>inventory.web</c> are the hosts of a group. A host is the same value wherever it is read.</summary>
/// <param name="load">Brings the inventory. What it throws reaches whoever evaluates.</param>
public sealed class InventoryContext(Func<Inventory> load) : IValueObject
{
    readonly Lazy<Inventory> inventory = new(load);
    readonly ConcurrentDictionary<string, Value> hosts = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Value> groups = new(StringComparer.Ordinal);

    /// <summary>The inventory.</summary>
    public Inventory Inventory => inventory.Value;

    /// <inheritdoc/>
    public bool TryGet(string name, out Value value)
    {
        var group = Inventory.FindGroup(name);
        value = group is null ? default : HostsOf(group);
        return group is not null;
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, Value>> Entries => Inventory.Groups.Select(group => KeyValuePair.Create(group.Name, HostsOf(group)));

    /// <summary>The hosts that a pattern chooses.</summary>
    /// <exception cref="InventoryPatternException">It chooses none.</exception>
    public IReadOnlyList<Value> Select(string pattern) => [.. Inventory.Select(pattern).Select(ValueOf)];

    /// <summary>The host of a name; null when there is none.</summary>
    public Value? Find(string name) => Inventory.Find(name) is { } host ? ValueOf(host) : null;

    Value HostsOf(InventoryGroup group)
    {
        if (groups.TryGetValue(group.Name, out var known)) return known;
        return groups.GetOrAdd(group.Name, Value.From([.. group.Hosts.Select(ValueOf)]));
    }

    Value ValueOf(InventoryHost host) => hosts.TryGetValue(host.Name, out var known) ? known : hosts.GetOrAdd(host.Name, Value.From(new HostValue(host, Inventory)));
}
