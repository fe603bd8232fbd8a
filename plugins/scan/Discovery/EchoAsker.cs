using System.Net;
using System.Net.Sockets;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Calls;
using Runner.Plugins.Scan.Probing.Raw;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>
/// Pings. By raw sockets, or by those that Linux gives any user of the groups in <c>net.ipv4.ping_group_range</c>, which see their own
/// replies only.
/// </summary>
sealed class EchoAsker(IPAddress? local, bool raw) : IPacketAsker
{
    readonly Cookies cookies = new();
    readonly ushort identifier = (ushort)Random.Shared.Next(1, 0x10000);
    readonly List<Inbox> inboxes = [];
    Outbox? v4, v6;

    /// <summary>Whether this process may ping without raw sockets.</summary>
    public static bool IsAllowedToAll
    {
        get
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Icmp);
                return OperatingSystem.IsLinux();
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    public IReadOnlyList<Inbox> Inboxes => inboxes;

    public AnswerQueue Answers { get; } = new();

    public void Send(in Probe probe)
    {
        var isV6 = probe.Address.IsV6;
        var outbox = (isV6 ? v6 : v4) ?? Open(probe.Address.Family);
        if (outbox.IsFull)
        {
            outbox.Flush(Answers);
            foreach (var inbox in inboxes) inbox.Drain(Answers);
        }

        Echo.Write(outbox.Packet, isV6, identifier, probe.Attempt, cookies.Make(probe with { Port = 0 }, probe.Attempt));
        outbox.Add(probe, probe.Address, Echo.Length, SocketAddressBytes.Write(outbox.Address, probe.Address, 0));
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

    Outbox Open(AddressFamily family)
    {
        var isV6 = family == AddressFamily.InterNetworkV6;
        var socket = raw ? RawSockets.ForIcmp(family, Echo.ReplyType(isV6)) : RawSockets.ForPing(family);
        if (local is not null && local.AddressFamily == family) socket.Bind(new IPEndPoint(local, 0));
        inboxes.Add(new(socket, new ReplyReader(this, raw && !isV6)));
        return (isV6 ? ref v6 : ref v4) = new Outbox(socket);
    }

    sealed class ReplyReader(EchoAsker asker, bool withHeader) : IPacketReader
    {
        public void Read(in ReceivedPacket packet, AnswerQueue answers)
        {
            var message = packet.Data;
            var hops = packet.Hops;
            if (withHeader)
            {
                if (!IpPacket.TryReadV4(packet.Data, out var header, out message)) return;
                hops = header[8];
            }

            if (SocketAddressBytes.Read(packet.Name) is not { } from || !Echo.TryRead(message, from, asker.cookies, out var ticket, out var attempt)) return;
            answers.Add(new(ticket, attempt, PortState.Open, StateReason.EchoReply, packet.At, hops));
        }
    }
}
