using System.Buffers.Binary;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Calls;

/// <summary>Addresses as the calls of Linux have them: <c>sockaddr_in</c> and <c>sockaddr_in6</c>.</summary>
static class SocketAddressBytes
{
    /// <summary>Room for one of either family.</summary>
    public const int Size = 28;

    /// <summary>Writes one and tells its length.</summary>
    public static int Write(Span<byte> to, ScanAddress address, ushort port)
    {
        to.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], port);
        if (!address.IsV6)
        {
            BitConverter.TryWriteBytes(to, (ushort)SocketCalls.AfInet);
            BinaryPrimitives.WriteUInt32BigEndian(to[4..], (uint)address.Value);
            return 16;
        }
        BitConverter.TryWriteBytes(to, (ushort)SocketCalls.AfInet6);
        BinaryPrimitives.WriteUInt128BigEndian(to[8..], address.Value);
        BitConverter.TryWriteBytes(to[24..], address.ScopeId);
        return Size;
    }

    /// <summary>Reads one; null when it is of neither family.</summary>
    public static ScanAddress? Read(ReadOnlySpan<byte> from) => BitConverter.ToUInt16(from) switch
    {
        SocketCalls.AfInet => new(BinaryPrimitives.ReadUInt32BigEndian(from[4..]), false),
        SocketCalls.AfInet6 when BinaryPrimitives.ReadUInt128BigEndian(from[8..]) is var value && value >> 32 == 0xFFFF => new((uint)value, false),
        SocketCalls.AfInet6 => new(BinaryPrimitives.ReadUInt128BigEndian(from[8..]), true, BitConverter.ToUInt32(from[24..])),
        _ => null,
    };
}
