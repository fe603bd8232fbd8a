namespace Runner.Plugins.Sockets;

/// <summary>Where a <see cref="UdpServer"/> listens, and what it answers.</summary>
public sealed record UdpServerOptions
{
    /// <summary>The socket. Its local address is 127.0.0.1 unless it says otherwise, with a multicast group all addresses.</summary>
    public UdpOptions Socket { get; init; } = new();

    /// <summary>What to answer: the first datagram gets the first, and when they end, the last one repeats. Empty for no answers.</summary>
    public IReadOnlyList<byte[]> Answers { get; init; } = [];

    /// <summary>Whether to answer with what came.</summary>
    public bool Echo { get; init; }

    /// <summary>How many datagrams wait to be received; of more the oldest are thrown away.</summary>
    public int Keep { get; init; } = 1000;
}
