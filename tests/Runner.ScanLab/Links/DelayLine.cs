using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Runner.ScanLab.Namespaces;

namespace Runner.ScanLab.Links;

/// <summary>
/// One direction of a link: reads packets from one device and writes them to the other when they are due, on a thread of its own, with
/// memory that is there from the start. The thread has real-time priority where it may, or the scanner's work would add to the delay.
/// </summary>
sealed unsafe class DelayLine
{
    /// <summary>Packets under way at once, a power of two: 20 ms at 50,000 packets/s are 1,000.</summary>
    const int Capacity = 16384;

    const int FrameLimit = 2048;
    const int Priority = 20;

    static readonly double TicksPerSecond = Stopwatch.Frequency;

    readonly int from, to;
    readonly byte* frames = (byte*)NativeMemory.Alloc(Capacity, FrameLimit);
    readonly long[] due = new long[Capacity];
    readonly int[] lengths = new int[Capacity];
    readonly long lateAfter = (long)(0.0002 * TicksPerSecond);
    uint head, tail;
    long departure;
    ulong random;
    long forwarded, lost, dropped, late, latest, refused;
    volatile LinkSettings settings;

    public DelayLine(int from, int to, LinkSettings settings, int number)
    {
        (this.from, this.to, this.settings) = (from, to, settings);
        random = ((ulong)settings.Seed * 2 + (ulong)number) * 0x9E3779B97F4A7C15 + 1;
        Array.Clear(due);
        Array.Clear(lengths);
    }

    /// <summary>Whether the thread has real-time priority.</summary>
    public bool IsRealTime { get; private set; }

    public LinkSettings Settings
    {
        get => settings;
        set => settings = value;
    }

    public LinkCounts Counts => new(
        Volatile.Read(ref forwarded), Volatile.Read(ref lost), Volatile.Read(ref dropped), Volatile.Read(ref late),
        (long)(Volatile.Read(ref latest) / TicksPerSecond * 1e6), Volatile.Read(ref refused));

    /// <summary>Forgets what was counted.</summary>
    public void Reset() => forwarded = lost = dropped = late = latest = refused = 0;

    public void Start()
    {
        using var started = new ManualResetEventSlim();
        new Thread(() =>
        {
            var priority = Priority;
            IsRealTime = Libc.SetScheduler(0, Libc.FirstInFirstOut, &priority) == 0;
            if (!IsRealTime) _ = Libc.ProcessControl(Libc.SetTimerSlack, 1);
            started.Set();
            Forward();
        })
        { IsBackground = true, Name = "link" }.Start();
        started.Wait();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Forward()
    {
        var poll = new Libc.PollDescriptor { Descriptor = from, Events = Libc.PollIn };
        while (true)
        {
            var taken = Take();
            var next = Deliver();
            if (taken) continue;
            if (next == 0)
            {
                _ = Libc.Poll(&poll, 1, null, null);
                continue;
            }
            var wait = next - Stopwatch.GetTimestamp();
            if (wait <= 0) continue;
            var nanoseconds = (nint)(wait / TicksPerSecond * 1e9);
            var time = new Libc.TimeSpec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
            _ = Libc.Poll(&poll, 1, &time, null);
        }
    }

    /// <summary>Reads what there is, a few at a time so that due ones do not wait.</summary>
    /// <returns>Whether there may be more.</returns>
    bool Take()
    {
        for (var n = 0; n < 8; n++)
        {
            var slot = tail & (Capacity - 1);
            var length = Libc.Read(from, frames + (slot * FrameLimit), FrameLimit);
            if (length <= 0) return false;
            if (tail - head == Capacity - 1)
            {
                dropped++;
                continue;
            }
            if (!Admit(Stopwatch.GetTimestamp(), out var at)) continue;
            due[slot] = at;
            lengths[slot] = (int)length;
            tail++;
        }
        return true;
    }

    /// <summary>Whether a packet gets through, and when it arrives.</summary>
    bool Admit(long now, out long at)
    {
        var link = settings;
        at = 0;
        if (link.Loss > 0 && NextRandom() < link.Loss)
        {
            lost++;
            return false;
        }
        var leaves = now;
        if (link.Rate > 0)
        {
            // The bottleneck serves one packet after the other: what waits before it is the time until its next free moment.
            var service = TicksPerSecond / link.Rate;
            leaves = Math.Max(now, departure);
            if ((leaves - now) / service >= link.Queue)
            {
                dropped++;
                return false;
            }
            leaves += (long)service;
            departure = leaves;
        }
        at = leaves + (long)(link.Delay.TotalSeconds * TicksPerSecond);
        return true;
    }

    /// <summary>Writes what is due.</summary>
    /// <returns>When the next one is; 0 where there is none.</returns>
    long Deliver()
    {
        while (head != tail)
        {
            var slot = head & (Capacity - 1);
            var overdue = Stopwatch.GetTimestamp() - due[slot];
            if (overdue < 0) return due[slot];
            if (Libc.Write(to, frames + (slot * FrameLimit), (nuint)lengths[slot]) < 0) refused++;
            else forwarded++;
            if (overdue > lateAfter) late++;
            if (overdue > latest) latest = overdue;
            head++;
        }
        return 0;
    }

    /// <summary>From 0 to 1 (xorshift64*).</summary>
    double NextRandom()
    {
        random ^= random >> 12;
        random ^= random << 25;
        random ^= random >> 27;
        return ((random * 0x2545F4914F6CDD1D) >> 11) * (1.0 / (1UL << 53));
    }
}
