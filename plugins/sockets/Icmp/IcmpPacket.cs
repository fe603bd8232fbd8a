using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Runner.Plugins.Sockets;

/// <summary>
/// What an ICMP message says about one of our requests. A class: asynchronous methods that answer a value type of ours are
/// compiled at run time, and the first round trip would wait for that.
/// </summary>
/// <param name="Sequence">The request's number.</param>
/// <param name="Size">How many bytes a reply carries; -1 for a message that is no reply.</param>
/// <param name="Ttl">The reply's remaining hops, where the system shows them.</param>
/// <param name="Problem">Why there is no reply.</param>
sealed record IcmpMessage(int Sequence, int Size, int? Ttl, string? Problem)
{
    /// <summary>Who sent it.</summary>
    internal IPAddress? From { get; init; }
}

/// <summary>Echo requests and what comes back (RFC 792; RFC 4443).</summary>
static class IcmpPacket
{
    const int HeaderLength = 8;

    internal static byte[] Request(AddressFamily family, ushort id, ushort sequence, int size)
    {
        var packet = new byte[HeaderLength + size];
        packet[0] = (byte)(family == AddressFamily.InterNetwork ? 8 : 128);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), id);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), sequence);
        for (var i = HeaderLength; i < packet.Length; i++) packet[i] = (byte)i;
        // Of ICMPv6 the system makes the checksum, since it covers addresses.
        if (family == AddressFamily.InterNetwork) BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), Checksum(packet));
        return packet;
    }

    /// <summary>Reads a message; null for one that is not about our requests.</summary>
    /// <param name="packet">As the socket gave it: of IPv4 perhaps with the IP header.</param>
    /// <param name="family">The family.</param>
    /// <param name="id">The number of our requests; null where the system tells them apart.</param>
    internal static IcmpMessage? Read(ReadOnlySpan<byte> packet, AddressFamily family, ushort? id)
    {
        int? ttl = null;
        var v4 = family == AddressFamily.InterNetwork;
        // No type of ICMP that matters here looks like the first byte of an IPv4 header.
        if (v4 && packet.Length >= 20 && packet[0] >> 4 == 4)
        {
            ttl = packet[8];
            packet = packet[Math.Min((packet[0] & 15) * 4, packet.Length)..];
        }
        if (packet.Length < HeaderLength) return null;
        var (type, code) = (packet[0], packet[1]);
        if (type == (v4 ? 0 : 129))
            return IsOurs(packet, id) ? new(BinaryPrimitives.ReadUInt16BigEndian(packet[6..]), packet.Length - HeaderLength, ttl, null) : null;
        if ((v4 ? Problem(type, code) : ProblemV6(type, code)) is not { } problem) return null;

        // What follows is the packet that could not be delivered: an IP header and our request.
        var about = packet[HeaderLength..];
        var headerLength = v4 ? (about.Length > 0 ? (about[0] & 15) * 4 : 0) : 40;
        if (about.Length < headerLength + HeaderLength) return null;
        var request = about[headerLength..];
        return request[0] == (v4 ? 8 : 128) && IsOurs(request, id) ? new(BinaryPrimitives.ReadUInt16BigEndian(request[6..]), -1, null, problem) : null;
    }

    static bool IsOurs(ReadOnlySpan<byte> packet, ushort? id) => id is null || BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) == id;

    static string? Problem(byte type, byte code) => (type, code) switch
    {
        (3, 0 or 6 or 11) => "the network is unreachable",
        (3, 1 or 7 or 12) => "the host is unreachable",
        (3, 4) => "the request is too large for the way, and may not be divided",
        (3, 9 or 10 or 13) => "a firewall forbids it",
        (3, _) => "the destination is unreachable",
        (11, _) => "the request passed too many routers",
        (12, _) => "the request has a wrong header",
        _ => null,
    };

    static string? ProblemV6(byte type, byte code) => (type, code) switch
    {
        (1, 0) => "the network is unreachable",
        (1, 1 or 5 or 6) => "a firewall forbids it",
        (1, _) => "the host is unreachable",
        (2, _) => "the request is too large for the way",
        (3, _) => "the request passed too many routers",
        (4, _) => "the request has a wrong header",
        _ => null,
    };

    /// <summary>The Internet checksum (RFC 1071).</summary>
    static ushort Checksum(ReadOnlySpan<byte> packet)
    {
        uint sum = 0;
        for (var i = 0; i < packet.Length; i += 2) sum += (uint)((packet[i] << 8) | (i + 1 < packet.Length ? packet[i + 1] : 0));
        while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
