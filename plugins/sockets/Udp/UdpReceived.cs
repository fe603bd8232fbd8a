namespace Runner.Plugins.Sockets;

/// <summary>The datagrams that a step waited for.</summary>
/// <param name="Datagrams">They, in the order in which they came.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record UdpReceived(IReadOnlyList<Datagram> Datagrams, TimeSpan Elapsed)
{
    /// <summary>The first of them; null when none came, which only <c>count: 0</c> allows.</summary>
    public Datagram? First => Datagrams.Count > 0 ? Datagrams[0] : null;

    /// <summary>The last of them; null when none came. With <c>until</c> it is the one that matches.</summary>
    public Datagram? Last => Datagrams.Count > 0 ? Datagrams[^1] : null;
}
