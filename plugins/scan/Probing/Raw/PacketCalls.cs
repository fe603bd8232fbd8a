using System.Runtime.InteropServices;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>The calls of Linux for packets by the batch, which .NET's sockets do not offer.</summary>
static unsafe partial class PacketCalls
{
    public const int Interrupted = 4, NotPermitted = 1, TryAgain = 11, AccessDenied = 13, NoSuchDevice = 19, InvalidArgument = 22, NetworkDown = 100, NetworkUnreachable = 101, NoBuffers = 105, HostUnreachable = 113;
    public const int AddressNotAvailable = 99;
    public const int DoNotWait = 0x40;
    public const short Readable = 1, Writable = 4;

    /// <summary>Sends several messages; says how many went, or -1 when the first could not.</summary>
    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int Send(int socket, Message* messages, uint count, int flags);

    /// <summary>Receives several messages; says how many came.</summary>
    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int Receive(int socket, Message* messages, uint count, int flags, TimeSpec* timeout);

    /// <summary>Waits until one of several descriptors is ready.</summary>
    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Wait(Waiting* descriptors, nuint count, TimeSpec* timeout, void* signals);

    /// <summary>Connects a socket: for a datagram socket only a matter of routes.</summary>
    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int socket, byte* address, uint length);

    /// <summary>The socket's own address.</summary>
    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int NameOf(int socket, byte* address, uint* length);

    /// <summary>Sets an option whose value holds a pointer.</summary>
    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int Set(int socket, int level, int name, void* value, uint length);

    /// <summary>Waits for a descriptor.</summary>
    public static void WaitFor(Span<Waiting> descriptors, TimeSpan longest)
    {
        var ticks = Math.Max(0, longest.Ticks);
        var limit = new TimeSpec { Seconds = (nint)(ticks / TimeSpan.TicksPerSecond), Nanoseconds = (nint)(ticks % TimeSpan.TicksPerSecond * 100) };
        // A signal that interrupts it makes an empty turn, which the caller takes for a short wait.
        fixed (Waiting* first = descriptors) _ = Wait(first, (nuint)descriptors.Length, &limit, null);
    }

    /// <summary><c>struct iovec</c>.</summary>
    public struct Vector
    {
        public void* Start;
        public nuint Length;
    }

    /// <summary><c>struct mmsghdr</c> with the <c>struct msghdr</c> that it begins with.</summary>
    public struct Message
    {
        public Header Header;
        public uint Length;
    }

    /// <summary><c>struct msghdr</c>.</summary>
    public struct Header
    {
        public byte* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary><c>struct timespec</c>.</summary>
    public struct TimeSpec
    {
        public nint Seconds, Nanoseconds;
    }

    /// <summary><c>struct pollfd</c>.</summary>
    public struct Waiting
    {
        public int Descriptor;
        public short Wanted, Found;
    }
}
