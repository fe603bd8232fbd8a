using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Addresses as Linux's calls take and give them: <c>sockaddr_in</c>, <c>sockaddr_in6</c>, <c>sockaddr_ll</c>.</summary>
static class SocketAddress
{
    /// <summary>Room for any of them.</summary>
    public const int Size = 32;

    const ushort InterNetwork = 2, InterNetworkV6 = 10, Packet = 17;

    /// <summary>Writes an address with a port of 0, or a given one, and says how long it is.</summary>
    public static int Write(Span<byte> into, in ScanAddress address, ushort port = 0)
    {
        into[..28].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], port);
        if (!address.IsV6)
        {
            MemoryMarshal.Write(into, InterNetwork);
            BinaryPrimitives.WriteUInt32BigEndian(into[4..], (uint)address.Value);
            return 16;
        }

        MemoryMarshal.Write(into, InterNetworkV6);
        BinaryPrimitives.WriteUInt128BigEndian(into[8..], address.Value);
        MemoryMarshal.Write(into[24..], address.ScopeId);
        return 28;
    }

    /// <summary>Writes whom on a link a frame goes to.</summary>
    public static int WriteLink(Span<byte> into, int networkInterface, ushort protocol, ReadOnlySpan<byte> hardware)
    {
        into[..20].Clear();
        MemoryMarshal.Write(into, Packet);
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], protocol);
        MemoryMarshal.Write(into[4..], networkInterface);
        into[11] = (byte)hardware.Length;
        hardware.CopyTo(into[12..]);
        return 20;
    }

    /// <summary>Reads an address of IPv4 or IPv6; null where it is of another kind.</summary>
    public static ScanAddress? Read(ReadOnlySpan<byte> from)
    {
        if (from.Length >= 16 && MemoryMarshal.Read<ushort>(from) == InterNetwork) return new(BinaryPrimitives.ReadUInt32BigEndian(from[4..]), false);
        if (from.Length < 28 || MemoryMarshal.Read<ushort>(from) != InterNetworkV6) return null;
        return new(BinaryPrimitives.ReadUInt128BigEndian(from[8..]), true, MemoryMarshal.Read<uint>(from[24..]));
    }

    /// <summary>The interface that a frame came in by.</summary>
    public static int InterfaceOf(ReadOnlySpan<byte> link) =>
        link.Length >= 8 && MemoryMarshal.Read<ushort>(link) == Packet ? MemoryMarshal.Read<int>(link[4..]) : 0;
}
