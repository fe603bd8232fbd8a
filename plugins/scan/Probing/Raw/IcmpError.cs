using System.Buffers.Binary;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>An ICMP error (RFC 792; RFC 4443) and the packet of ours that it quotes.</summary>
readonly ref struct IcmpError
{
    /// <summary>What it says.</summary>
    public StateReason Reason { get; private init; }

    /// <summary>Whom the quoted packet was for.</summary>
    public ScanAddress Target { get; private init; }

    /// <summary>The protocol of the quoted packet.</summary>
    public byte Protocol { get; private init; }

    /// <summary>What is quoted of it after its IP header: 8 bytes at least.</summary>
    public ReadOnlySpan<byte> Quoted { get; private init; }

    /// <summary>Reads a message without its IP header; false where it is no error, or quotes too little to tell whose packet it was.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, bool isV6, out IcmpError error)
    {
        error = default;
        if (message.Length < 8 || (isV6 ? IcmpReasons.OfV6(message[0], message[1]) : IcmpReasons.OfV4(message[0], message[1])) is not { } reason) return false;
        var quoted = message[8..];
        if (isV6)
        {
            // Ours have no extension headers.
            if (quoted.Length < 48 || quoted[0] >> 4 != 6) return false;
            error = new() { Reason = reason, Target = new(BinaryPrimitives.ReadUInt128BigEndian(quoted[24..]), true), Protocol = quoted[6], Quoted = quoted[40..] };
            return true;
        }

        if (!IpPacket.TryReadV4(quoted, out var header, out var rest) || rest.Length < 8) return false;
        error = new() { Reason = reason, Target = IpPacket.TargetOf(header), Protocol = header[9], Quoted = rest };
        return true;
    }
}
