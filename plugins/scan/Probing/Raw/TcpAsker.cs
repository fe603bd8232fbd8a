using System.Buffers.Binary;
using System.Net.Sockets;
using Runner.Plugins.Scan.Probing.Calls;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Asks ports by single TCP segments, and reads TCP's and ICMP's answers.</summary>
/// <remarks>
/// The system knows nothing of these questions: to a SYN and ACK it answers RST by itself, which takes the half-open connection away
/// on the other side. That is wanted.
/// </remarks>
sealed class TcpAsker(SourceAddresses sources, SourcePorts ports) : IPacketAsker
{
    readonly Cookies cookies = new();
    readonly List<Inbox> inboxes = [];
    Outbox? v4, v6;

    public IReadOnlyList<Inbox> Inboxes => inboxes;

    public AnswerQueue Answers { get; } = new();

    public void Send(in Probe probe) => Send(probe, TcpSegment.Syn);

    /// <summary>Asks by a SYN, or by an ACK out of nowhere, which a host answers by RST where a filter that knows only SYNs lets it through.</summary>
    public void Send(in Probe probe, byte flags)
    {
        var outbox = (probe.Address.IsV6 ? v6 : v4) ?? Open(probe.Address.Family);
        var error = sources.Find(probe.Address, out var source);
        if (error != 0)
        {
            // A route that says "prohibit" is the only one that is refused so.
            Answers.Add(probe, PortState.Filtered, error == Errno.Access ? StateReason.AdminProhibited : Outbox.ReasonOf(error, probe.Address));
            return;
        }

        if (outbox.IsFull) Flush(outbox);
        var sourcePort = ports.Of(probe.Attempt);
        var length = TcpSegment.Write(outbox.Packet, source, sourcePort, probe.Address, probe.Port, flags, cookies.Make(probe, sourcePort));
        outbox.Add(probe, source, length, SocketAddressBytes.Write(outbox.Address, probe.Address, 0));
    }

    public void Flush()
    {
        v4?.Flush(Answers);
        v6?.Flush(Answers);
    }

    public void Dispose()
    {
        v4?.Dispose();
        v6?.Dispose();
        inboxes.ForEach(inbox => inbox.Dispose());
    }

    /// <summary>In between, answers are read too: the room for them may be small, and on loopback they come as fast as they are asked for.</summary>
    void Flush(Outbox outbox)
    {
        outbox.Flush(Answers);
        foreach (var inbox in inboxes) inbox.Drain(Answers);
    }

    Outbox Open(AddressFamily family)
    {
        var isV6 = family == AddressFamily.InterNetworkV6;
        inboxes.Add(new(RawSockets.ForTcp(family, ports.First), new SegmentReader(this, isV6)));
        inboxes.Add(new(isV6 ? RawSockets.ForIcmp(family, 1, 3) : RawSockets.ForIcmp(family, 3, 11), new ErrorReader(this, isV6)));
        return (isV6 ? ref v6 : ref v4) = new Outbox(RawSockets.ForSending(family));
    }

    void Answer(uint cookie, in ScanAddress address, ushort port, ushort sourcePort, PortState state, StateReason reason, in ReceivedPacket packet, byte hops, ScanAddress? from)
    {
        if (!cookies.TryFind(cookie, address, port, sourcePort, out var ticket, out var last) || !ports.TryAttempt(sourcePort, last, out var attempt)) return;
        Answers.Add(new(ticket, attempt, state, reason, packet.At, hops, from));
    }

    /// <summary>SYN and ACK, and RST.</summary>
    sealed class SegmentReader(TcpAsker asker, bool isV6) : IPacketReader
    {
        public void Read(in ReceivedPacket packet, AnswerQueue answers)
        {
            var segment = packet.Data;
            var hops = packet.Hops;
            ScanAddress from;
            if (isV6)
            {
                if (SocketAddressBytes.Read(packet.Name) is not { } sender) return;
                from = sender;
            }
            else
            {
                if (!IpPacket.TryReadV4(packet.Data, out var header, out segment)) return;
                (from, hops) = (IpPacket.SourceOf(header), header[8]);
            }

            if (!TcpSegment.TryRead(segment, out var port, out var sourcePort, out var cookie, out var state)) return;
            asker.Answer(cookie, from, port, sourcePort, state, state == PortState.Open ? StateReason.SynAck : StateReason.Reset, packet, hops, null);
        }
    }

    /// <summary>ICMP errors about segments of ours.</summary>
    sealed class ErrorReader(TcpAsker asker, bool isV6) : IPacketReader
    {
        public void Read(in ReceivedPacket packet, AnswerQueue answers)
        {
            var message = packet.Data;
            var hops = packet.Hops;
            if (!isV6)
            {
                if (!IpPacket.TryReadV4(packet.Data, out var header, out message)) return;
                hops = header[8];
            }

            if (!IcmpError.TryRead(message, isV6, out var error) || error.Protocol != IpPacket.Tcp || SocketAddressBytes.Read(packet.Name) is not { } from) return;
            asker.Answer(
                BinaryPrimitives.ReadUInt32BigEndian(error.Quoted[4..]),
                error.Target,
                BinaryPrimitives.ReadUInt16BigEndian(error.Quoted[2..]),
                BinaryPrimitives.ReadUInt16BigEndian(error.Quoted),
                PortState.Filtered,
                error.Reason,
                packet,
                hops,
                from.Value == error.Target.Value ? null : from);
        }
    }
}
