using Runner.Sdk.Inventory;

namespace Runner.Workflows.Inventories;

/// <summary>A group of hosts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hosts">Its hosts, also those of the groups in it, each once: its own in their order, then those of its groups.</param>
public sealed record InventoryGroup(string Name, IReadOnlyList<InventoryHost> Hosts)
{
    /// <summary>The groups that are directly in it.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}
