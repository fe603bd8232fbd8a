using System.Buffers.Binary;
using Runner.Plugins.Scan.Probing.Raw;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>Pings as they are written and read (RFC 792; RFC 4443): the attempt is the sequence number, the cookie the first of the data.</summary>
static class Echo
{
    const byte Request = 8, Reply = 0, RequestV6 = 128, ReplyV6 = 129;

    /// <summary>How long a request is: a header and eight bytes of data.</summary>
    public const int Length = 16;

    /// <summary>The type of a reply.</summary>
    public static byte ReplyType(bool isV6) => isV6 ? ReplyV6 : Reply;

    /// <summary>Writes a request. Of ICMPv6 the system fills the checksum in.</summary>
    public static void Write(Span<byte> into, bool isV6, ushort identifier, byte attempt, uint cookie)
    {
        var message = into[..Length];
        message.Clear();
        message[0] = isV6 ? RequestV6 : Request;
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], attempt);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], cookie);
        if (!isV6) BinaryPrimitives.WriteUInt16BigEndian(message[2..], IpPacket.Checksum(message));
    }

    /// <summary>Reads a reply; false where it is none to a request of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, in ScanAddress from, Cookies cookies, out int ticket, out byte attempt)
    {
        (ticket, attempt) = (0, 0);
        if (message.Length < Length || message[0] != ReplyType(from.IsV6)) return false;
        var sequence = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        attempt = (byte)sequence;
        return sequence <= byte.MaxValue && cookies.TryFind(BinaryPrimitives.ReadUInt32BigEndian(message[8..]), from, 0, sequence, out ticket, out _);
    }
}
