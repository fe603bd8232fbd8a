using System.Runtime.InteropServices;

namespace Runner.Plugins.Scan.Probing.Calls;

/// <summary>Linux's call for waiting on a few descriptors: ppoll(2), which waits to the microsecond.</summary>
static unsafe partial class PollCalls
{
    public const short Readable = 1, Writable = 4;

    /// <summary>Waits until one of several descriptors is ready, or the time is over.</summary>
    /// <returns>How many are ready. A signal that interrupts it makes an empty turn, which the caller takes for a short wait.</returns>
    public static int Wait(Span<Waiting> descriptors, TimeSpan longest)
    {
        var ticks = Math.Max(0, longest.Ticks);
        var limit = new TimeSpec { Seconds = (nint)(ticks / TimeSpan.TicksPerSecond), Nanoseconds = (nint)(ticks % TimeSpan.TicksPerSecond * 100) };
        fixed (Waiting* first = descriptors) return Poll(first, (nuint)descriptors.Length, &limit, null);
    }

    /// <summary><c>struct pollfd</c>.</summary>
    public struct Waiting
    {
        public int Descriptor;
        public short Wanted, Found;
    }

    /// <summary><c>struct timespec</c>.</summary>
    struct TimeSpec
    {
        public nint Seconds, Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    private static partial int Poll(Waiting* descriptors, nuint count, TimeSpec* limit, void* signals);
}
