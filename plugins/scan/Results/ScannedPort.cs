namespace Runner.Plugins.Scan;

/// <summary>A port and what was found out about it.</summary>
public sealed record ScannedPort
{
    /// <summary>Its number.</summary>
    public required int Port { get; init; }

    /// <summary>Whether it is one of TCP or of UDP.</summary>
    public TransportProtocol Protocol { get; init; }

    /// <summary>What is known of it.</summary>
    public required PortState State { get; init; }

    /// <summary>What was seen.</summary>
    public required StateReason Reason { get; init; }

    /// <summary>Who said so, where it was not the host itself: the router or firewall that an ICMP message came from.</summary>
    public string? ReportedBy { get; init; }

    /// <summary>From the probe to its answer; null without one.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>The time to live left in the answer, where it could be seen.</summary>
    public int? Ttl { get; init; }

    /// <summary>What answers there; null where nobody asked.</summary>
    public ScannedService? Service { get; init; }
}
