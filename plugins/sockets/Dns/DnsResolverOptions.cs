using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>How a <see cref="DnsResolver"/> asks.</summary>
public sealed record DnsResolverOptions
{
    /// <summary>Whom to ask, in this order: addresses or names, with or without a port; <c>system</c> stands for the servers of the system. Empty for those alone.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>How the question travels.</summary>
    public DnsTransport Transport { get; init; }

    /// <summary>How long one server may take over one try.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many times each server is asked before it counts as silent. Datagrams get lost.</summary>
    public int Tries { get; init; } = 2;

    /// <summary>Whether the server shall ask others when it does not know.</summary>
    public bool Recurse { get; init; } = true;

    /// <summary>What may be reached.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Ambient;

    /// <summary>The clock of the timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
