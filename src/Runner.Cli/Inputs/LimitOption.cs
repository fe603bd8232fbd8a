using System.CommandLine;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;

namespace Runner.Cli.Inputs;

/// <summary><c>--limit PATTERN</c>: the hosts of the inventory that a workflow gets to see in groups and patterns.</summary>
static class LimitOption
{
    public const string Name = "--limit";

    public static Option<string?> Create() =>
        new(Name) { Description = "Only these hosts of the inventory, as a pattern such as web:!canary, or @FILE with a name a line", HelpName = "pattern" };

    /// <summary>The inventory within the limit, if there is one.</summary>
    /// <exception cref="UsageException">There is no inventory, or the limit leaves no host.</exception>
    public static ProjectInventory Apply(string? limit, ProjectInventory inventory, Surroundings around)
    {
        if (limit is null) return inventory;
        if (!inventory.Exists) throw new UsageException("--limit: there is no inventory here", "write the hosts into inventory.yaml, or name a file with --inventory");
        var pattern = HostPattern.Read(limit, around);
        var limited = inventory.LimitedTo(pattern.Select);
        try
        {
            // What is wrong with the inventory itself is told where it is used; of one that a command makes nothing is known yet.
            limited.Check(new DiagnosticBag());
            return limited;
        }
        catch (InventoryPatternException e)
        {
            throw new UsageException($"--limit: {e.Message}", e.Help);
        }
    }
}
