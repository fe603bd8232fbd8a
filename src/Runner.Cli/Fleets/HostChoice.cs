using System.Buffers;
using Runner.Cli.Inputs;
using Runner.Reporting;
using Runner.Sdk.Inventory;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;

namespace Runner.Cli.Fleets;

/// <summary>The hosts that a command line means.</summary>
static class HostChoice
{
    static readonly SearchValues<char> OfPatterns = SearchValues.Create("*?[!&~");

    /// <summary>The hosts of a pattern; without an inventory those that it names, as <c>ssh</c> would take them.</summary>
    /// <returns>Null, with the reasons printed, when the inventory is wrong.</returns>
    /// <exception cref="UsageException">It chooses none.</exception>
    public static IReadOnlyList<FleetHost>? Of(string pattern, ProjectInventory inventory, Surroundings around)
    {
        if (!inventory.Exists) return Named(HostPattern.Read(pattern, around));
        if (Load(inventory, around) is not { } known) return null;
        try
        {
            return [.. Select(pattern, known, around).Select(host => new FleetHost(host.Name) { Address = host.Address })];
        }
        catch (UsageException e) when (pattern[0] != '@')
        {
            throw new UsageException(e.Message, $"{e.Help}{(e.Help is null ? "" : e.Help.EndsWith('?') ? " " : "; ")}a host that is in no inventory is reached with --inventory {InventoryOption.None}");
        }
    }

    /// <summary>The hosts of an inventory that a pattern chooses.</summary>
    /// <exception cref="UsageException">It chooses none.</exception>
    public static IReadOnlyList<InventoryHost> Select(string pattern, Inventory inventory, Surroundings around)
    {
        try
        {
            return HostPattern.Read(pattern, around).Select(inventory);
        }
        catch (InventoryPatternException e)
        {
            throw new UsageException(e.Message, e.Help);
        }
    }

    /// <summary>The whole inventory; null, with the reasons printed, when it is wrong.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Inventory? Load(ProjectInventory inventory, Surroundings around)
    {
        if (!inventory.Exists) throw new UsageException("there is no inventory here", "write the hosts into inventory.yaml, as in `hosts: { web1: { address: 10.0.0.5 } }`, or name another file with --inventory");
        var diagnostics = new DiagnosticBag();
        var known = inventory.Load(diagnostics);
        DiagnosticPrinter.Print(diagnostics, around);
        return known;
    }

    static IReadOnlyList<FleetHost> Named(HostPattern pattern)
    {
        var names = pattern.Names.Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0) throw new UsageException("no host is named", "such as: runner exec web1,web2 -- uptime");
        if (names.Find(name => name == Inventory.All || name.AsSpan().ContainsAny(OfPatterns)) is { } chosen)
            throw new UsageException($"`{chosen}` chooses hosts of an inventory, and there is none here", "write the hosts into inventory.yaml, name a file with --inventory, or name hosts: runner exec web1,deploy@web2 -- uptime");
        return [.. names.Select(name => new FleetHost(name))];
    }
}
