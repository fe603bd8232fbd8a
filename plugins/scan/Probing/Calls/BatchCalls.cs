using System.Runtime.InteropServices;

namespace Runner.Plugins.Scan.Probing.Calls;

/// <summary>Linux's calls that send and receive by the batch, which .NET's sockets do not offer.</summary>
static unsafe partial class BatchCalls
{
    public const int DoNotWait = 0x40, FromErrorQueue = 0x2000;

    /// <summary>Sends several messages; says how many went, or -1 when the first could not.</summary>
    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int Send(int socket, Message* messages, uint count, int flags);

    /// <summary>Receives the messages that have come.</summary>
    /// <returns>How many came, or -1.</returns>
    public static int Receive(int socket, Message* messages, uint count, int flags) => Receive(socket, messages, count, flags | DoNotWait, null);

    /// <summary>Receives one message; its length, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint Receive(int socket, Header* message, int flags);

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

        /// <summary>What the system wrote beside the message.</summary>
        /// <param name="room">How much room there was for it.</param>
        public readonly ControlMessages Beside(int room) => new(new(Control, (int)Math.Min(ControlLength, (nuint)room)));
    }

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    private static partial int Receive(int socket, Message* messages, uint count, int flags, void* timeout);
}
