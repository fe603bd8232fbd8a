using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Addresses of a link as Linux's calls take them: <c>sockaddr_ll</c>, packet(7).</summary>
static class LinkAddress
{
    /// <summary>Room for one, or for one of IPv4 or IPv6.</summary>
    public const int Room = 32;

    const ushort Packet = 17;

    /// <summary>Writes whom on a link a frame goes to, and says how long that is.</summary>
    public static int Write(Span<byte> into, int networkInterface, ushort protocol, ReadOnlySpan<byte> hardware)
    {
        into[..20].Clear();
        MemoryMarshal.Write(into, Packet);
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], protocol);
        MemoryMarshal.Write(into[4..], networkInterface);
        into[11] = (byte)hardware.Length;
        hardware.CopyTo(into[12..]);
        return 20;
    }
}
