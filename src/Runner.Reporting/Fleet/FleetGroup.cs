using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>Machines on which the same happened.</summary>
/// <param name="State">How they ended.</param>
sealed record FleetGroup(HostState State)
{
    internal int? ExitCode { get; init; }

    internal string? Signal { get; init; }

    internal ErrorInfo? Error { get; init; }

    /// <summary>What the command wrote there.</summary>
    internal string Stdout { get; init; } = "";

    /// <summary>What the command wrote to its standard error.</summary>
    internal string Stderr { get; init; } = "";

    /// <summary>Whether the commands wrote more than was kept of each.</summary>
    internal bool IsTruncated { get; init; }

    /// <summary>Whether there was output, and no room left to keep it.</summary>
    internal bool IsDropped { get; init; }

    /// <summary>The machines, in the order in which they ended.</summary>
    internal List<FleetHost> Hosts { get; } = [];
}
