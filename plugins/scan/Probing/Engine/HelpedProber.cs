using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>
/// Has a second thread ask too, by a prober of its own, while the first does not keep up: on a link the kernel does the work of both ends
/// in the call that sends, so that two threads get nearly twice as far. Who asks what, how fast and how often stays the engine's to decide.
/// </summary>
sealed class HelpedProber : IProber
{
    /// <summary>So many in a row are one thread's: to wake the other up costs as much as to ask several ports.</summary>
    const int InARow = 32;

    /// <summary>So many without a wait in between, and the first thread does not keep up.</summary>
    const int Busy = 64;

    /// <summary>
    /// More rows than these are not handed over in advance, since what waits in them is not on its way: then the first thread asks by itself.
    /// It has the answers to see to besides.
    /// </summary>
    const int MostRows = 3;

    /// <summary>How often each thread looks for what the other's sockets got.</summary>
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    static readonly TimeSpan MostStall = TimeSpan.FromSeconds(30);

    readonly IProber own;
    readonly Func<IProber> another;
    readonly int canaryTickets;
    readonly Thread thread;
    readonly ConcurrentQueue<Row> rows = new();
    readonly ConcurrentQueue<ProbeAnswer[]> answered = new();
    readonly SemaphoreSlim handed = new(0);
    byte[] helped = new byte[1024];
    Row filling = new(), forgotten = new() { IsForgotten = true };
    ProbeAnswer[] taking = [];
    ExceptionDispatchInfo? failure;
    int taken, sinceWait, waiting;
    bool ready, ended;

    /// <summary>Begins.</summary>
    /// <param name="own">The prober of the engine's thread; it is not disposed.</param>
    /// <param name="another">Makes the other thread's.</param>
    /// <param name="canaryTickets">The first ticket of what only the engine's thread asks: how long canaries take is to be the network's doing alone.</param>
    public HelpedProber(IProber own, Func<IProber> another, int canaryTickets)
    {
        (this.own, this.another, this.canaryTickets) = (own, another, canaryTickets);
        thread = new(Help) { IsBackground = true, Name = "scan" };
        thread.Start();
    }

    /// <summary>That of one: it is the descriptors of the process that bound it.</summary>
    public int Capacity => own.Capacity;

    public bool Send(in Probe probe)
    {
        if (probe.Ticket < canaryTickets && ++sinceWait > Busy && HasRoom)
        {
            Mark(probe);
            Add(ref filling, probe);
            return true;
        }

        if (!own.Send(probe)) return false;
        if (probe.Ticket < helped.Length) helped[probe.Ticket] &= (byte)~Bit(probe.Attempt);
        return true;
    }

    public void Flush() => own.Flush();

    public int Collect(Span<ProbeAnswer> answers, TimeSpan wait)
    {
        failure?.Throw();
        if (wait > TimeSpan.Zero)
        {
            sinceWait = 0;
            HandOver(ref filling);
            HandOver(ref forgotten);
        }

        var count = TakeHelped(answers);
        if (count == answers.Length) return count;
        if (count > 0) wait = TimeSpan.Zero;
        else if (Volatile.Read(ref ready) && wait > Look) wait = Look;
        count += own.Collect(answers[count..], wait);
        return count == 0 ? TakeHelped(answers) : count;
    }

    public void Forget(int ticket, byte attempt)
    {
        if (ticket >= helped.Length || (helped[ticket] & Bit(attempt)) == 0) own.Forget(ticket, attempt);
        else Add(ref forgotten, new(default, 0, ticket, attempt));
    }

    public void Dispose()
    {
        Volatile.Write(ref ended, true);
        handed.Release();
        thread.Join();
        handed.Dispose();
    }

    /// <summary>A byte has room for the last eight attempts, which is how far back the engine remembers.</summary>
    static byte Bit(byte attempt) => (byte)(1 << (attempt & 7));

    /// <summary>Whether the other thread can take more.</summary>
    bool HasRoom => Volatile.Read(ref ready) && (filling.Count > 0 || Volatile.Read(ref waiting) < MostRows);

    void Mark(in Probe probe)
    {
        if (probe.Ticket >= helped.Length) Array.Resize(ref helped, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)probe.Ticket + 1));
        helped[probe.Ticket] |= Bit(probe.Attempt);
    }

    void Add(ref Row row, in Probe probe)
    {
        row.Probes[row.Count++] = probe;
        if (row.Count < InARow) return;
        // What is forgotten was asked before.
        if (row.IsForgotten) HandOver(ref filling);
        HandOver(ref row);
    }

    void HandOver(ref Row row)
    {
        if (row.Count == 0) return;
        if (!row.IsForgotten) Interlocked.Increment(ref waiting);
        rows.Enqueue(row);
        row = new() { IsForgotten = row.IsForgotten };
        handed.Release();
    }

    int TakeHelped(Span<ProbeAnswer> answers)
    {
        var count = 0;
        while (count < answers.Length)
        {
            if (taken == taking.Length)
            {
                if (!answered.TryDequeue(out var next)) break;
                (taking, taken) = (next, 0);
            }

            var part = taking.AsSpan(taken, Math.Min(taking.Length - taken, answers.Length - count));
            part.CopyTo(answers[count..]);
            taken += part.Length;
            count += part.Length;
        }

        return count;
    }

    void Help()
    {
        try
        {
            using var prober = another();
            Volatile.Write(ref ready, true);
            var room = new ProbeAnswer[256];
            while (!Volatile.Read(ref ended))
            {
                // Answers come to the sockets also while nothing is asked.
                handed.Wait(Look);
                while (rows.TryDequeue(out var row)) Do(row, prober, room);
                Collect(prober, room);
            }
        }
        catch (ConnectionFailedException) when (!Volatile.Read(ref ready))
        {
            // No descriptor or port for a second one: the first does without.
        }
#pragma warning disable CA1031 // whatever it is, it belongs to the engine's thread
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    void Do(Row row, IProber prober, ProbeAnswer[] room)
    {
        for (var i = 0; i < row.Count; i++)
        {
            ref readonly var probe = ref row.Probes[i];
            if (row.IsForgotten) prober.Forget(probe.Ticket, probe.Attempt);
            else Ask(probe, prober, room);
        }

        if (row.IsForgotten) return;
        Collect(prober, room);
        Interlocked.Decrement(ref waiting);
    }

    void Ask(in Probe probe, IProber prober, ProbeAnswer[] room)
    {
        var began = Environment.TickCount64;
        while (!prober.Send(probe) && !Volatile.Read(ref ended))
        {
            if (Environment.TickCount64 - began > MostStall.TotalMilliseconds)
                throw new ConnectionFailedException("scan", "the system has had no room for another connection for 30 seconds: no descriptor, source port or memory is free");
            Collect(prober, room);
            Thread.Sleep(Look);
        }
    }

    void Collect(IProber prober, ProbeAnswer[] room)
    {
        int count;
        do
        {
            count = prober.Collect(room, TimeSpan.Zero);
            if (count > 0) answered.Enqueue(room[..count]);
        }
        while (count == room.Length);
    }

    /// <summary>What is handed over at once.</summary>
    sealed class Row
    {
        public readonly Probe[] Probes = new Probe[InARow];
        public int Count;
        public bool IsForgotten { get; init; }
    }
}
