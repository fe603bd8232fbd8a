using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Runner.Sdk.Networking;

/// <summary>Addresses of one family that follow each other, as numbers.</summary>
readonly record struct NetworkRange(bool IsV6, UInt128 First, UInt128 Last)
{
    /// <summary>IPv4 through a translator of the well-known prefix, 64:ff9b::/96 (RFC 6052).</summary>
    internal static readonly UInt128 Translated = Number(IPAddress.Parse("64:ff9b::"));

    /// <summary>An address; with its prefix length, a network.</summary>
    internal static NetworkRange Of(IPAddress address, int? length = null)
    {
        var bits = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        var below = bits - (length ?? bits);
        var mask = below == 128 ? UInt128.MaxValue : ((UInt128)1 << below) - 1;
        return new(bits == 128, Number(address) & ~mask, Number(address) | mask);
    }

    /// <summary>A network in CIDR notation, as our own tables have it.</summary>
    internal static NetworkRange Of(string network)
    {
        var parsed = IPNetwork.Parse(network);
        return Of(parsed.BaseAddress, parsed.PrefixLength);
    }

    /// <summary>The number of an address.</summary>
    internal static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>The address of a number.</summary>
    internal static IPAddress Address(bool isV6, UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(isV6 ? bytes : bytes[12..]);
    }

    internal bool Contains(in ReachedAddress address) => address.IsV6 == IsV6 && First <= address.Number && address.Number <= Last;
}

/// <summary>The address that a packet ends up at, whichever way it was written: IPv4 in IPv6, and this machine as "any address", are what they lead to.</summary>
readonly record struct ReachedAddress(bool IsV6, UInt128 Number)
{
    internal static ReachedAddress Of(IPAddress address) =>
        Of(address.AddressFamily == AddressFamily.InterNetworkV6, NetworkRange.Number(address));

    internal static ReachedAddress Of(bool isV6, UInt128 number)
    {
        if (isV6 && (number >> 32 == 0xFFFF || number >> 32 == NetworkRange.Translated >> 32)) (isV6, number) = (false, (uint)number);
        // To connect to 0.0.0.0 or :: is to connect to this machine.
        return number == 0 ? new(isV6, isV6 ? 1 : (UInt128)0x7F000001) : new(isV6, number);
    }
}
