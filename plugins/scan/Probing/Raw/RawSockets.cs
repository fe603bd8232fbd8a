using System.Net.Sockets;
using System.Runtime.InteropServices;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Opens the sockets of raw probes.</summary>
static class RawSockets
{
    const int RawLevel = 255, IcmpFilter = 1, IcmpV6Level = 58, IcmpV6Filter = 1;
    const int V6Level = 41, ReceiveHopLimit = 51;

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

    /// <summary>Has the hop limit of each packet told beside it.</summary>
    public static void TellHops(Socket socket) => socket.SetRawSocketOption(V6Level, ReceiveHopLimit, BitConverter.GetBytes(1));

    static Socket Open(AddressFamily family, ProtocolType protocol, Action<Socket>? prepare = null)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(family, SocketType.Raw, protocol);
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
