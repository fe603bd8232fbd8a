using System.Buffers.Binary;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Raw;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>Asks who has an IPv4 address on a link (ARP, RFC 826). No host that speaks IPv4 there can keep silent, whatever it filters.</summary>
sealed class ArpAsker : IPacketAsker, IPacketReader
{
    const ushort Protocol = 0x0806;
    const int Length = 28, OperationAt = 6, Request = 1, Reply = 2;

    static readonly byte[] Broadcast = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    readonly Asked asked = new();
    Inbox[] inboxes = [];
    Outbox? outbox;

    public IReadOnlyList<Inbox> Inboxes => inboxes;

    public AnswerQueue Answers { get; } = new();

    /// <summary>Not to be asked without a link: see the other one.</summary>
    void IPacketAsker.Send(in Probe probe) => throw new NotSupportedException("ARP is asked on a link");

    /// <summary>Asks on a link.</summary>
    /// <param name="probe">Whom.</param>
    /// <param name="link">Where.</param>
    /// <param name="source">The address to ask from.</param>
    public void Send(in Probe probe, Link link, in ScanAddress source)
    {
        outbox ??= Open();
        if (outbox.IsFull)
        {
            outbox.Flush(Answers);
            inboxes[0].Drain(Answers);
        }

        asked.Add(probe);
        var message = outbox.Packet[..Length];
        message.Clear();
        // Ethernet, IPv4, and how long their addresses are.
        BinaryPrimitives.WriteUInt64BigEndian(message, 0x0001_0800_06_04_0000 | Request);
        link.Hardware.CopyTo(message[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(message[14..], (uint)source.Value);
        BinaryPrimitives.WriteUInt32BigEndian(message[24..], (uint)probe.Address.Value);
        outbox.Add(probe, source, Length, LinkAddress.Write(outbox.Address, link.Interface, Protocol, Broadcast));
    }

    public void Flush() => outbox?.Flush(Answers);

    /// <inheritdoc cref="Asked.MacOf"/>
    public string? MacOf(in ScanAddress address) => asked.MacOf(address.Value);

    public void Read(in ReceivedPacket packet, AnswerQueue answers)
    {
        var message = packet.Data;
        if (message.Length < Length || BinaryPrimitives.ReadUInt16BigEndian(message[OperationAt..]) != Reply) return;
        if (asked.TryAnswer(BinaryPrimitives.ReadUInt32BigEndian(message[14..]), message[8..14], out var ticket, out var attempt))
            answers.Add(new(ticket, attempt, PortState.Open, StateReason.ArpResponse, packet.At));
    }

    public void Dispose()
    {
        outbox?.Dispose();
        foreach (var inbox in inboxes) inbox.Dispose();
    }

    Outbox Open()
    {
        var socket = RawSockets.ForLink(Protocol, OperationAt, Reply);
        inboxes = [new(socket, this)];
        return new(socket);
    }
}
