using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>How a <see cref="PingClient"/> pings.</summary>
public sealed record PingOptions
{
    /// <summary>How many requests to send.</summary>
    public int Count { get; init; } = 4;

    /// <summary>How long to wait between two requests.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long each reply may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many bytes a request carries, beside its headers.</summary>
    public int Size { get; init; } = 56;

    /// <summary>How many routers a request may pass; null for the system's own number.</summary>
    public int? Ttl { get; init; }

    /// <summary>Which family of addresses to take of a name.</summary>
    public AddressFamilyChoice Family { get; init; }

    /// <summary>What may be reached.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Ambient;

    /// <summary>The clock of the waits. Round trips are always measured.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal PingOptions Checked()
    {
        InputRules.Between(Count, 1, ushort.MaxValue, "count"); // a request has 16 bits for its number
        InputRules.Between(Size, 0, 65_499, "size");
        if (Ttl is { } ttl) InputRules.Between(ttl, 1, 255, "ttl");
        TimeLimit.Checked(Timeout, "timeout");
        TimeLimit.Checked(Interval, "interval", orZero: true);
        return this;
    }
}
