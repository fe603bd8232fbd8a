namespace Runner.Plugins.Sockets;

/// <summary>A network interface of this machine.</summary>
public sealed record NetworkInterfaceFacts
{
    /// <summary>Its name, such as <c>eth0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the system calls it; often the name again.</summary>
    public required string Description { get; init; }

    /// <summary>The kind, such as <c>ethernet</c>, <c>loopback</c>, <c>wireless80211</c>, <c>tunnel</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Whether it works.</summary>
    public required bool Up { get; init; }

    /// <summary>Its state in full: <c>up</c>, <c>down</c>, <c>unknown</c>, <c>dormant</c> and others.</summary>
    public required string State { get; init; }

    /// <summary>Its addresses.</summary>
    public required IReadOnlyList<InterfaceAddress> Addresses { get; init; }

    /// <summary>Its hardware address, such as <c>02:fc:00:00:00:01</c>; null when it has none.</summary>
    public required string? Mac { get; init; }

    /// <summary>The largest packet in bytes; null when the system does not tell.</summary>
    public required int? Mtu { get; init; }

    /// <summary>The speed in bits per second; null when the system does not tell.</summary>
    public required long? Speed { get; init; }

    /// <summary>The routers to other networks.</summary>
    public required IReadOnlyList<string> Gateways { get; init; }

    /// <summary>The DNS servers. On Linux and macOS they are the machine's, the same for every interface.</summary>
    public required IReadOnlyList<string> DnsServers { get; init; }

    /// <summary>How many bytes came in since it is there; null when the system does not tell.</summary>
    public required long? BytesReceived { get; init; }

    /// <summary>How many bytes went out since it is there; null when the system does not tell.</summary>
    public required long? BytesSent { get; init; }
}

/// <summary>An address of an interface.</summary>
/// <param name="Address">The address, such as <c>192.0.2.9</c>.</param>
/// <param name="PrefixLength">How many of its bits are the network's.</param>
/// <param name="Family"><c>ipv4</c> or <c>ipv6</c>.</param>
public sealed record InterfaceAddress(string Address, int PrefixLength, string Family);
