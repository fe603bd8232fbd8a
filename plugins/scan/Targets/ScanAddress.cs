using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Runner.Plugins.Scan.Targets;

/// <summary>An address of IPv4 or IPv6 without an object of its own: a scan has millions of them.</summary>
/// <param name="Value">The address as a number; one of IPv4 in the lowest 32 bits.</param>
/// <param name="IsV6">Whether it is of IPv6.</param>
/// <param name="ScopeId">The interface of a link-local address (RFC 4007); 0 without.</param>
readonly record struct ScanAddress(UInt128 Value, bool IsV6, uint ScopeId = 0)
{
    /// <summary>The address of an object. An IPv4 address that is mapped into IPv6 is taken as what it is.</summary>
    public static ScanAddress Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4
            ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes), false)
            : new(BinaryPrimitives.ReadUInt128BigEndian(bytes), true, (uint)address.ScopeId);
    }

    /// <summary>The family.</summary>
    public AddressFamily Family => IsV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <summary>The address as an object.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return IsV6 ? new IPAddress(bytes, ScopeId) : new IPAddress(bytes[12..]);
    }

    /// <inheritdoc/>
    public override string ToString() => ToIPAddress().ToString();
}
