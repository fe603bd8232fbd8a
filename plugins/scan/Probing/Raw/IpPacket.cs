using System.Buffers.Binary;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>IP headers (RFC 791, RFC 8200) as they are sent and read.</summary>
static class IpPacket
{
    public const byte Tcp = 6, Icmp = 1, IcmpV6 = 58;

    const byte Hops = 64;

    /// <summary>How long the header is that <see cref="Write"/> writes.</summary>
    public static int HeaderLength(bool isV6) => isV6 ? 40 : 20;

    /// <summary>Writes a header. Of IPv4 the system fills the length, the identification and the checksum in.</summary>
    public static void Write(Span<byte> into, in ScanAddress source, in ScanAddress target, byte protocol, int payload)
    {
        if (target.IsV6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(into, 0x60000000);
            BinaryPrimitives.WriteUInt16BigEndian(into[4..], (ushort)payload);
            into[6] = protocol;
            into[7] = Hops;
            BinaryPrimitives.WriteUInt128BigEndian(into[8..], source.Value);
            BinaryPrimitives.WriteUInt128BigEndian(into[24..], target.Value);
            return;
        }

        BinaryPrimitives.WriteUInt32BigEndian(into, 0x45000000 | (uint)(20 + payload));
        BinaryPrimitives.WriteUInt32BigEndian(into[4..], 0x4000); // "do not divide", which nobody has to for so little
        into[8] = Hops;
        into[9] = protocol;
        into[10..12].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(into[12..], (uint)source.Value);
        BinaryPrimitives.WriteUInt32BigEndian(into[16..], (uint)target.Value);
    }

    /// <summary>The checksum of TCP or ICMPv6 (RFC 1071), with the addresses that it covers too. The field for it has to be 0.</summary>
    public static ushort Checksum(ReadOnlySpan<byte> payload, in ScanAddress source, in ScanAddress target, byte protocol) =>
        Fold(Sum(payload) + Sum(source.Value) + Sum(target.Value) + protocol + (uint)payload.Length);

    /// <summary>The checksum of ICMP, which covers itself only.</summary>
    public static ushort Checksum(ReadOnlySpan<byte> payload) => Fold(Sum(payload));

    /// <summary>Takes the header off a packet of IPv4; false where there is none.</summary>
    /// <param name="packet">The packet, perhaps cut.</param>
    /// <param name="header">The header with its options.</param>
    /// <param name="payload">What follows; nothing for a fragment that is not the first.</param>
    public static bool TryReadV4(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> header, out ReadOnlySpan<byte> payload)
    {
        header = payload = default;
        if (packet.Length < 20 || packet[0] >> 4 != 4) return false;
        var length = (packet[0] & 15) * 4;
        if (length < 20 || length > packet.Length || (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1FFF) != 0) return false;
        header = packet[..length];
        payload = packet[length..];
        return true;
    }

    /// <summary>The sender that a header of IPv4 names.</summary>
    public static ScanAddress SourceOf(ReadOnlySpan<byte> header) => new(BinaryPrimitives.ReadUInt32BigEndian(header[12..]), false);

    /// <summary>The receiver that a header of IPv4 names.</summary>
    public static ScanAddress TargetOf(ReadOnlySpan<byte> header) => new(BinaryPrimitives.ReadUInt32BigEndian(header[16..]), false);

    static ulong Sum(UInt128 address) =>
        (uint)(address >> 96) + (ulong)(uint)(address >> 64) + (uint)(address >> 32) + (uint)address;

    static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        for (; bytes.Length >= 4; bytes = bytes[4..]) sum += BinaryPrimitives.ReadUInt32BigEndian(bytes);
        Span<byte> rest = stackalloc byte[4];
        rest.Clear();
        bytes.CopyTo(rest);
        return sum + BinaryPrimitives.ReadUInt32BigEndian(rest);
    }

    static ushort Fold(ulong sum)
    {
        while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
