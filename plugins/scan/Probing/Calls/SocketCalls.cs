using System.Runtime.InteropServices;

namespace Runner.Plugins.Scan.Probing.Calls;

/// <summary>Linux's calls for sockets, past .NET's, which cost too much by the ten thousand a second; with its numbers for them.</summary>
static unsafe partial class SocketCalls
{
    public const int AfInet = 2, AfInet6 = 10;
    public const int SockStream = 1, SockDatagram = 2, NonBlockingCloseOnExec = 0x800 | 0x80000, IpProtoTcp = 6;
    public const int SolSocket = 1, SoReceiveBuffer = 8, SoLinger = 13, SoAttachFilter = 26, SoReceiveBufferForce = 33;
    public const int SolIp = 0, IpTtl = 2, IpReceiveErrors = 11, IpReceiveTtl = 12, IpBindAddressNoPort = 24;
    public const int SolIpV6 = 41, IpV6ReceiveErrors = 25, IpV6Only = 26, IpV6ReceiveHopLimit = 51, IpV6HopLimit = 52;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    /// <summary>Connects a socket: for a datagram socket only a matter of routes.</summary>
    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int descriptor, void* address, int length);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int descriptor, void* address, int length);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int descriptor, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int LocalName(int descriptor, void* address, int* length);

    [LibraryImport("libc", EntryPoint = "getpeername", SetLastError = true)]
    public static partial int PeerName(int descriptor, void* address, int* length);
}
