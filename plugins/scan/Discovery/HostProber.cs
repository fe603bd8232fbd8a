using System.Net;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Engine;
using Runner.Plugins.Scan.Probing.Raw;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>
/// Asks whether anybody is there, by packets (Linux, CAP_NET_RAW): on a link by ARP or neighbour discovery, which decide it; beyond by
/// pings and by segments to the ports that are open most often, any answer to which will do. One probe of the engine's is one of each.
/// </summary>
sealed class HostProber : PacketProber, IHostProber
{
    /// <summary>So many packets make one probe to an address beyond the links, on the average.</summary>
    public const int PacketsPerProbe = 4;

    const int Kinds = 4;

    readonly SourceAddresses sources;
    readonly SourcePorts ports;
    readonly Links links;
    readonly Vicinity vicinity = new();
    readonly TcpAsker tcp;
    readonly EchoAsker echo;
    readonly ArpAsker arp = new();
    readonly NeighbourAsker neighbours = new();
    readonly AnswerQueue known = new();

    /// <summary>Makes one.</summary>
    /// <param name="local">The address that probes come from; null for the system's choice.</param>
    /// <exception cref="Runner.Sdk.ConnectionFailedException">The address is not this machine's, or no source ports are free.</exception>
    public HostProber(IPAddress? local = null)
    {
        sources = new(local);
        ports = new();
        links = new(sources);
        tcp = new(sources, ports);
        echo = new(local, raw: true);
        Askers = [tcp, echo, arp, neighbours];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<IPacketAsker> Askers { get; }

    /// <inheritdoc/>
    public bool IsOnLink(in ScanAddress address) => vicinity.Of(address) == Reach.Local || links.Of(address) is not null;

    /// <inheritdoc/>
    public string? MacOf(in ScanAddress address) => address.IsV6 ? neighbours.MacOf(address) : arp.MacOf(address);

    /// <inheritdoc/>
    public override bool Send(in Probe probe)
    {
        if (vicinity.Of(probe.Address) == Reach.Local)
        {
            known.Add(probe, PortState.Open, StateReason.LocalhostResponse);
            return true;
        }

        var error = sources.Find(probe.Address, out var source);
        if (error != 0) known.Add(probe, PortState.Filtered, Outbox.ReasonOf(error, probe.Address));
        else if (links.Of(probe.Address) is not { } link) AskBeyond(probe);
        else if (probe.Address.IsV6) neighbours.Send(probe, link);
        else arp.Send(probe, link, source);
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
    protected override int Take(Span<ProbeAnswer> answers)
    {
        var count = known.Take(answers);
        count += arp.Answers.Take(answers[count..]);
        count += neighbours.Answers.Take(answers[count..]);
        while (count < answers.Length && echo.Answers.TryTake(out var reply))
        {
            if (reply.State == PortState.Open) answers[count++] = reply;
        }

        while (count < answers.Length && tcp.Answers.TryTake(out var answer))
        {
            if (HostAnswers.IsOfHost(answer)) answers[count++] = answer with { Ticket = answer.Ticket / Kinds, State = PortState.Open };
        }

        return count;
    }

    void AskBeyond(in Probe probe)
    {
        echo.Send(probe);
        Ask(probe, 443, TcpSegment.Syn, 0);
        // A filter that knows no connections keeps SYNs away and lets this pass.
        Ask(probe, 80, TcpSegment.Ack, 1);
        if (probe.Attempt == 0) return;
        // What was asked first is asked again with it: a host that answered once is asked in order to see what the network loses.
        Ask(probe, 22, TcpSegment.Syn, 2);
        Ask(probe, 3389, TcpSegment.Syn, 3);
    }

    void Ask(in Probe probe, ushort port, byte flags, int kind) =>
        tcp.Send(probe with { Port = port, Ticket = checked((probe.Ticket * Kinds) + kind) }, flags);
}
