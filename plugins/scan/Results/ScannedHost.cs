namespace Runner.Plugins.Scan;

/// <summary>A host and what was found out about it.</summary>
public sealed record ScannedHost
{
    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>The name that it was given by: of the DNS or of the inventory; null when it was an address.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it is there.</summary>
    public required HostState State { get; init; }

    /// <summary>What was seen.</summary>
    public required StateReason Reason { get; init; }

    /// <summary>From a probe to its answer, smoothed as TCP does (RFC 6298); null without an answer.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>The hardware address, where the host is on this link and it could be seen.</summary>
    public string? Mac { get; init; }

    /// <summary>Its ports, by number: those that are open (or may be), and those of other states as far as they were asked for.</summary>
    public IReadOnlyList<ScannedPort> Ports { get; init; } = [];

    /// <summary>The other ports, counted.</summary>
    public IReadOnlyList<PortTally> Others { get; init; } = [];
}
