using System.Net;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>
/// Asks TCP ports by raw SYN packets (Linux, CAP_NET_RAW), of IPv4 and IPv6. The sequence number carries the ticket in hidden form, so
/// that an answer finds its probe by itself; the source port tells the attempt, so that a late answer is told from a new one, and counts.
/// </summary>
sealed class SynProber : PacketProber
{
    readonly SourceAddresses sources;
    readonly SourcePorts ports;
    readonly TcpAsker asker;

    /// <summary>Makes one.</summary>
    /// <param name="local">The address that probes come from; null for the system's choice.</param>
    /// <exception cref="Runner.Sdk.ConnectionFailedException">The address is not this machine's, or no source ports are free.</exception>
    public SynProber(IPAddress? local = null)
    {
        sources = new(local);
        ports = new();
        asker = new(sources, ports);
        Askers = [asker];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<IPacketAsker> Askers { get; }

    /// <inheritdoc/>
    /// <exception cref="Runner.Sdk.ConnectionFailedException">This process may not send raw packets; see <see cref="RawAccess"/>.</exception>
    public override bool Send(in Probe probe)
    {
        asker.Send(probe);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        ports.Dispose();
        sources.Dispose();
    }

    /// <inheritdoc/>
    protected override int Take(Span<ProbeAnswer> answers) => asker.Answers.Take(answers);
}
