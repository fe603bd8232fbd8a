using System.Runtime.InteropServices;

namespace Runner.Plugins.Scan.Probing.Connecting;

/// <summary>The calls of Linux that connecting by the ten thousand a second takes, past .NET's sockets, with its numbers for them.</summary>
static unsafe partial class LinuxSocketCalls
{
    public const int AfInet = 2, AfInet6 = 10;
    public const int SockStreamNonBlockingCloseOnExec = 1 | 0x800 | 0x80000, IpProtoTcp = 6;
    public const int SolSocket = 1, SoLinger = 13;
    public const int SolIp = 0, IpRecvErr = 11, IpBindAddressNoPort = 24;
    public const int SolIpV6 = 41, IpV6RecvErr = 25;
    public const int MsgErrQueue = 0x2000;
    public const int EpollCloseOnExec = 0x80000, EpollAdd = 1;
    public const uint EpollOut = 4, EpollErr = 8, EpollHup = 16, EpollEdge = 1u << 31;
    public const int RLimitNoFile = 7;

    /// <summary>What <c>epoll_wait</c> fills in. Packed on x86-64 alone, where the kernel's layout is that of 32 bits.</summary>
    public static readonly int EpollEventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>Where in it our own number is.</summary>
    public static readonly int EpollDataOffset = EpollEventSize - 8;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

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

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(int descriptor, void* message, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, void* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, void* events, int room, int milliseconds);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    public static partial int GetLimit(int resource, nuint* limits);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    public static partial int SetLimit(int resource, nuint* limits);
}
