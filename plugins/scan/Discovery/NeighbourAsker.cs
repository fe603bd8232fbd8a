using System.Buffers.Binary;
using System.Net.Sockets;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Calls;
using Runner.Plugins.Scan.Probing.Raw;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>Asks who has an IPv6 address on a link (neighbour discovery, RFC 4861, sections 4.3 and 4.4).</summary>
sealed class NeighbourAsker : IPacketAsker, IPacketReader
{
    const byte Solicitation = 135, Advertisement = 136, SourceLinkLayer = 1, TargetLinkLayer = 2, MostHops = 255;
    const int Length = 32;
    const int V6Level = 41, UnicastHops = 16, MulticastHops = 18;

    readonly Asked asked = new();
    Inbox[] inboxes = [];
    Outbox? outbox;

    public IReadOnlyList<Inbox> Inboxes => inboxes;

    public AnswerQueue Answers { get; } = new();

    /// <summary>Not to be asked without a link: see the other one.</summary>
    void IPacketAsker.Send(in Probe probe) => throw new NotSupportedException("neighbours are asked on a link");

    /// <summary>Asks on a link.</summary>
    public void Send(in Probe probe, Link link)
    {
        outbox ??= Open();
        if (outbox.IsFull)
        {
            outbox.Flush(Answers);
            inboxes[0].Drain(Answers);
        }

        asked.Add(probe);
        // The system fills the checksum in.
        var message = outbox.Packet[..Length];
        message.Clear();
        message[0] = Solicitation;
        BinaryPrimitives.WriteUInt128BigEndian(message[8..], probe.Address.Value);
        message[24] = SourceLinkLayer;
        message[25] = 1; // in units of eight bytes
        link.Hardware.CopyTo(message[26..]);
        // The solicited-node multicast address (RFC 4291, section 2.7.1): few hosts listen to each.
        var group = ((UInt128)0xFF02 << 112) | ((UInt128)0x01FF << 24) | (probe.Address.Value & 0xFFFFFF);
        outbox.Add(probe, link.Own, Length, SocketAddressBytes.Write(outbox.Address, new(group, true, (uint)link.Interface), 0));
    }

    public void Flush() => outbox?.Flush(Answers);

    /// <inheritdoc cref="Asked.MacOf"/>
    public string? MacOf(in ScanAddress address) => asked.MacOf(address.Value);

    public void Read(in ReceivedPacket packet, AnswerQueue answers)
    {
        var message = packet.Data;
        // Whatever passed a router did not come from the link (RFC 4861, section 7.1.2).
        if (message.Length < 24 || message[0] != Advertisement || message[1] != 0 || packet.Hops != MostHops) return;
        ReadOnlySpan<byte> hardware = default;
        for (var options = message[24..]; options.Length >= 8 && options[1] != 0; options = options[Math.Min(options.Length, options[1] * 8)..])
        {
            if (options[0] == TargetLinkLayer && options[1] == 1) hardware = options[2..8];
        }

        if (asked.TryAnswer(BinaryPrimitives.ReadUInt128BigEndian(message[8..]), hardware, out var ticket, out var attempt))
            answers.Add(new(ticket, attempt, PortState.Open, StateReason.ArpResponse, packet.At));
    }

    public void Dispose()
    {
        outbox?.Dispose();
        foreach (var inbox in inboxes) inbox.Dispose();
    }

    Outbox Open()
    {
        var socket = RawSockets.ForIcmp(AddressFamily.InterNetworkV6, Advertisement);
        socket.SetRawSocketOption(V6Level, MulticastHops, BitConverter.GetBytes((int)MostHops));
        socket.SetRawSocketOption(V6Level, UnicastHops, BitConverter.GetBytes((int)MostHops));
        inboxes = [new(socket, this)];
        return new(socket);
    }
}
