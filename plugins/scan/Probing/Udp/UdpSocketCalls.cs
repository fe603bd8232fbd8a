using System.Runtime.InteropServices;

namespace Runner.Plugins.Scan.Probing.Udp;

/// <summary>The calls of Linux that take and give datagrams by the batch, with its numbers for them.</summary>
static unsafe partial class UdpSocketCalls
{
    public const int SockDatagramNonBlockingCloseOnExec = 2 | 0x800 | 0x80000;
    public const int SolSocket = 1, SoReceiveBuffer = 8;
    public const int SolIp = 0, IpTtl = 2, IpReceiveErrors = 11, IpReceiveTtl = 12;
    public const int SolIpV6 = 41, IpV6ReceiveErrors = 25, IpV6Only = 26, IpV6ReceiveHopLimit = 51, IpV6HopLimit = 52;
    public const int DontWait = 0x40, FromErrorQueue = 0x2000;
    public const short PollIn = 1, PollOut = 4, PollError = 8;

    /// <summary><c>struct msghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public byte* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary><c>struct mmsghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct BatchedMessage
    {
        public Message Header;
        public uint Length;
    }

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary><c>struct sock_extended_err</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ExtendedError
    {
        public uint Number;
        public byte Origin, Type, Code, Pad;
        public uint Info, Data;
    }

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events, Returned;
    }

    /// <summary><c>struct timespec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public nint Seconds, Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Send(int descriptor, BatchedMessage* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Receive(int descriptor, BatchedMessage* messages, uint count, int flags, void* wait);

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, TimeSpec* wait, void* signals);
}
