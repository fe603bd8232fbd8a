using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>How a UDP socket is set up.</summary>
public sealed record UdpOptions
{
    /// <summary>The address of this machine to use; null lets the system choose.</summary>
    public string? LocalAddress { get; init; }

    /// <summary>The port of this machine to use; 0 for any free one.</summary>
    public int LocalPort { get; init; }

    /// <summary>Which family of addresses to take of a name.</summary>
    public AddressFamilyChoice Family { get; init; }

    /// <summary>Whether broadcast addresses may be sent to.</summary>
    public bool Broadcast { get; init; }

    /// <summary>Multicast, where it is used.</summary>
    public MulticastOptions? Multicast { get; init; }

    /// <summary>What may be reached.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Ambient;

    /// <summary>The clock of the timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
