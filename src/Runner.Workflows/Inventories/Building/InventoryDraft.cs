using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Workflows.Inventories.Building;

/// <summary>What the sources have said so far. Each adds to it, in order.</summary>
sealed class InventoryDraft
{
    readonly Dictionary<string, DraftHost> hosts = new(StringComparer.Ordinal);
    readonly Dictionary<string, DraftGroup> groups = new(StringComparer.Ordinal);
    readonly List<(DraftGroup Group, string Host, SourceLocation Location)> named = [];

    public InventoryDraft() => All = Group(Inventory.All);

    public DraftGroup All { get; }

    public IReadOnlyCollection<DraftHost> Hosts => hosts.Values;

    public IReadOnlyCollection<DraftGroup> Groups => groups.Values;

    /// <summary>Whether groups of one level take precedence by their names, as they do for Ansible; otherwise by their order.</summary>
    public bool OrderedByName { get; set; } = true;

    /// <summary>The host of a name, made when there is none yet.</summary>
    /// <param name="name">The name.</param>
    /// <param name="location">Where it stands.</param>
    /// <exception cref="InventoryLimitException">There would be too many.</exception>
    public DraftHost Host(string name, SourceLocation location)
    {
        if (hosts.TryGetValue(name, out var known)) return known;
        if (hosts.Count >= InventoryLimits.Hosts) throw new InventoryLimitException($"the inventory has more than {InventoryLimits.Hosts:N0} hosts");
        return hosts[name] = new(name, hosts.Count, location);
    }

    /// <summary>The group of a name, made when there is none yet.</summary>
    /// <exception cref="InventoryLimitException">There would be too many.</exception>
    public DraftGroup Group(string name)
    {
        if (groups.TryGetValue(name, out var known)) return known;
        if (groups.Count >= InventoryLimits.Groups) throw new InventoryLimitException($"the inventory has more than {InventoryLimits.Groups:N0} groups");
        return groups[name] = new(name, groups.Count);
    }

    public DraftGroup? FindGroup(string name) => groups.GetValueOrDefault(name);

    public DraftHost? FindHost(string name) => hosts.GetValueOrDefault(name);

    /// <summary>Has a group name a host that some source has to declare, this one or a later one.</summary>
    public void Name(DraftGroup group, string host, SourceLocation location) => named.Add((group, host, location));

    /// <summary>Puts hosts into the groups that name them.</summary>
    public void Resolve(DiagnosticBag diagnostics)
    {
        foreach (var (group, host, location) in named)
        {
            if (hosts.TryGetValue(host, out var known)) group.Add(known);
            else if (!diagnostics.IsFull)
                diagnostics.Error(DiagnosticCodes.UnknownHosts, location, $"the group `{ShownText.Shorten(group.Name)}` names the host `{ShownText.Shorten(host)}`, which is not under `hosts`",
                    NameHelp.Near(host, hosts.Keys) ?? $"add it: hosts: {{ {ShownText.Shorten(host)}: {{}} }}");
        }
    }
}
