namespace Runner.Workflows.Inventories;

/// <summary>How large an inventory may be.</summary>
static class InventoryLimits
{
    /// <summary>Hosts, ranges followed.</summary>
    public const int Hosts = 100_000;

    /// <summary>Groups.</summary>
    public const int Groups = 10_000;

    /// <summary>Bytes in a file.</summary>
    public const int FileSize = 64 * 1024 * 1024;

    /// <summary>Values in a YAML file, aliases followed: a host has a handful.</summary>
    public const int Nodes = 5_000_000;

    /// <summary>Bytes that a command may write.</summary>
    public const int CommandOutput = 64 * 1024 * 1024;
}

/// <summary>An inventory is larger than it may be.</summary>
sealed class InventoryLimitException(string message) : Exception(message);
