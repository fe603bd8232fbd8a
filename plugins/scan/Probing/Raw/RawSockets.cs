using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Runner.Plugins.Scan.Probing.Calls;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Opens the sockets of raw probes.</summary>
static class RawSockets
{
    const int RawLevel = 255, IcmpFilter = 1, IcmpV6Level = 58, IcmpV6Filter = 1;

    /// <summary>For packets with IP headers of our own. Nothing is received by it.</summary>
    public static Socket ForSending(AddressFamily family) => Open(family, ProtocolType.Raw);

    /// <summary>For the answers of TCP to a range of source ports.</summary>
    public static Socket ForTcp(AddressFamily family, ushort firstPort) => Open(family, ProtocolType.Tcp, socket =>
    {
        SocketFilter.AttachAnswers(socket, firstPort);
        if (family == AddressFamily.InterNetworkV6) TellHops(socket);
        SocketFilter.Widen(socket);
    });

    /// <summary>For ICMP messages of some types.</summary>
    public static Socket ForIcmp(AddressFamily family, params ReadOnlySpan<byte> types)
    {
        // A bit that is set keeps a type away; there are 32 of them for ICMP, 256 for ICMPv6.
        var blocked = new byte[family == AddressFamily.InterNetwork ? 4 : 32];
        Array.Fill(blocked, byte.MaxValue);
        var words = MemoryMarshal.Cast<byte, uint>(blocked.AsSpan());
        foreach (var type in types) words[type / 32] &= ~(1u << (type % 32));
        return Open(family, family == AddressFamily.InterNetwork ? ProtocolType.Icmp : ProtocolType.IcmpV6, socket =>
        {
            socket.SetRawSocketOption(family == AddressFamily.InterNetwork ? RawLevel : IcmpV6Level, family == AddressFamily.InterNetwork ? IcmpFilter : IcmpV6Filter, blocked);
            if (family == AddressFamily.InterNetworkV6) TellHops(socket);
            SocketFilter.Widen(socket);
        });
    }

    /// <summary>For pings of a user without rights; only replies to those that were sent by it are received.</summary>
    public static Socket ForPing(AddressFamily family)
    {
        try
        {
            var socket = new Socket(family, SocketType.Dgram, family == AddressFamily.InterNetwork ? ProtocolType.Icmp : ProtocolType.IcmpV6);
            if (family == AddressFamily.InterNetworkV6) TellHops(socket);
            else socket.SetRawSocketOption(SocketCalls.SolIp, SocketCalls.IpReceiveTtl, BitConverter.GetBytes(1));
            SocketFilter.Widen(socket);
            return socket;
        }
        catch (SocketException e)
        {
            throw new ConnectionFailedException("localhost", $"a socket for pings cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>For messages of a protocol of the link, without the link's header, of which those are received that have a value at a place.</summary>
    public static Socket ForLink(ushort protocol, uint at, uint value) =>
        Open(AddressFamily.Packet, (ProtocolType)BinaryPrimitives.ReverseEndianness(protocol), SocketType.Dgram, socket =>
        {
            SocketFilter.AttachHalf(socket, at, value);
            SocketFilter.Widen(socket);
        });

    /// <summary>Has the hop limit of each packet told beside it.</summary>
    public static void TellHops(Socket socket) => socket.SetRawSocketOption(SocketCalls.SolIpV6, SocketCalls.IpV6ReceiveHopLimit, BitConverter.GetBytes(1));

    static Socket Open(AddressFamily family, ProtocolType protocol, Action<Socket>? prepare = null) => Open(family, protocol, SocketType.Raw, prepare);

    static Socket Open(AddressFamily family, ProtocolType protocol, SocketType type, Action<Socket>? prepare)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(family, type, protocol);
            prepare?.Invoke(socket);
            return socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new ConnectionFailedException("localhost", RawAccess.Refusal() ?? $"a raw socket cannot be opened: {e.Message}", e);
        }
    }
}
