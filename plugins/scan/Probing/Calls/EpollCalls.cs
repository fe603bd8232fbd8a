using System.Runtime.InteropServices;

namespace Runner.Plugins.Scan.Probing.Calls;

/// <summary>Linux's calls for waiting on very many descriptors: epoll(7).</summary>
static unsafe partial class EpollCalls
{
    public const int CloseOnExec = 0x80000, Add = 1;
    public const uint Writable = 4, EdgeTriggered = 1u << 31;

    /// <summary>What <c>epoll_wait</c> fills in. Packed on x86-64 alone, where the kernel's layout is that of 32 bits.</summary>
    public static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>Where in it our own number is.</summary>
    public static readonly int DataOffset = EventSize - 8;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int Control(int epoll, int operation, int descriptor, void* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int Wait(int epoll, void* events, int room, int milliseconds);
}
