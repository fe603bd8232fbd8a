using System.Buffers.Binary;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>TCP segments (RFC 9293) that ask a port, and what comes back.</summary>
static class TcpSegment
{
    public const byte Syn = 0x02, Reset = 0x04, Ack = 0x10;

    const int Length = 24;

    /// <summary>Writes a whole packet that asks, and says how long it is.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="source">The sender.</param>
    /// <param name="sourcePort">Its port.</param>
    /// <param name="target">The receiver.</param>
    /// <param name="port">Its port.</param>
    /// <param name="flags"><see cref="Syn"/> or <see cref="Ack"/>.</param>
    /// <param name="cookie">The sequence number, and for an ACK also the number acknowledged, which the RST to it begins with.</param>
    public static int Write(Span<byte> into, in ScanAddress source, ushort sourcePort, in ScanAddress target, ushort port, byte flags, uint cookie)
    {
        var headerLength = IpPacket.HeaderLength(target.IsV6);
        IpPacket.Write(into, source, target, IpPacket.Tcp, Length);
        var segment = into.Slice(headerLength, Length);
        BinaryPrimitives.WriteUInt16BigEndian(segment, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], port);
        BinaryPrimitives.WriteUInt32BigEndian(segment[4..], cookie);
        BinaryPrimitives.WriteUInt32BigEndian(segment[8..], flags == Ack ? cookie : 0);
        segment[12] = Length / 4 << 4;
        segment[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(segment[14..], 64240);
        segment[16..20].Clear();
        // Maximum segment size (kind 2): some filters drop a SYN that has none, since no system sends such.
        BinaryPrimitives.WriteUInt32BigEndian(segment[20..], 0x02040000u | (target.IsV6 ? 1440u : 1460u));
        BinaryPrimitives.WriteUInt16BigEndian(segment[16..], IpPacket.Checksum(segment, source, target, IpPacket.Tcp));
        return headerLength + Length;
    }

    /// <summary>What a segment answers; false where it is no answer.</summary>
    /// <param name="segment">The segment, perhaps cut.</param>
    /// <param name="port">The port that answers.</param>
    /// <param name="sourcePort">The port that asked.</param>
    /// <param name="cookie">The cookie that was sent.</param>
    /// <param name="state">What follows for the port.</param>
    public static bool TryRead(ReadOnlySpan<byte> segment, out ushort port, out ushort sourcePort, out uint cookie, out PortState state)
    {
        (port, sourcePort, cookie, state) = (0, 0, 0, PortState.Closed);
        if (segment.Length < 20) return false;
        var flags = segment[13];
        if ((flags & Reset) != 0) state = PortState.Closed;
        else if ((flags & (Syn | Ack)) == (Syn | Ack)) state = PortState.Open;
        else return false;
        port = BinaryPrimitives.ReadUInt16BigEndian(segment);
        sourcePort = BinaryPrimitives.ReadUInt16BigEndian(segment[2..]);
        // A SYN takes a number of its own. A RST that acknowledges nothing goes on with the number that our ACK named.
        cookie = (flags & Ack) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(segment[8..]) - 1 : BinaryPrimitives.ReadUInt32BigEndian(segment[4..]);
        return true;
    }
}
