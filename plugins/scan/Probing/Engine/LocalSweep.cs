using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>
/// Asks each port of a block once, on several threads, without pacing: for this machine, where answers are there before the question's
/// call returns and all that asking costs is the kernel's work. What does not answer at once is left to the engine; when much does
/// not, the rest is too.
/// </summary>
sealed class LocalSweep : IDisposable
{
    const int Share = 1024, Batch = 64, MostThreads = 4;

    /// <summary>With so many unanswered ones at once, this is not the machine that answers at once.</summary>
    const int MostSilent = 256;

    static readonly TimeSpan LastLook = TimeSpan.FromMilliseconds(2);

    readonly Block block;
    readonly IProber own;
    readonly CancellationToken cancel;
    readonly ConcurrentQueue<SweptShare> done = new();
    readonly SemaphoreSlim changed = new(0);
    readonly List<Thread> threads = [];
    ExceptionDispatchInfo? failure;
    int next, working;

    /// <summary>Begins.</summary>
    /// <param name="block">What to ask; it is decided by the caller, and not begun anew until this is disposed of.</param>
    /// <param name="own">The prober of the thread that calls.</param>
    /// <param name="another">Makes those of the others.</param>
    /// <param name="cancel">Ends it.</param>
    public LocalSweep(Block block, IProber own, Func<IProber> another, CancellationToken cancel)
    {
        (this.block, this.own, this.cancel) = (block, own, cancel);
        var shares = (block.Count + Share - 1) / Share;
        working = Math.Min(Math.Min(Environment.ProcessorCount, MostThreads), shares) - 1;
        for (var i = working; i > 0; i--)
        {
            var thread = new Thread(() => Work(another)) { IsBackground = true, Name = "scan" };
            threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>The next answers, of this thread or another; null when there are no more.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="Sdk.NetworkException">The system gives no room to ask.</exception>
    public SweptShare? Next()
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (done.TryDequeue(out var share)) return share;
            if (Ask(own) is { } asked) return asked;
            if (Volatile.Read(ref working) == 0 && done.IsEmpty)
            {
                failure?.Throw();
                return null;
            }

            changed.Wait(cancel);
        }
    }

    public void Dispose()
    {
        Stop();
        foreach (var thread in threads) thread.Join();
        changed.Dispose();
    }

    void Work(Func<IProber> another)
    {
        try
        {
            using var prober = another();
            while (!cancel.IsCancellationRequested && Ask(prober) is { } share)
            {
                done.Enqueue(share);
                changed.Release();
            }
        }
#pragma warning disable CA1031 // whatever it is, it belongs to who calls Next
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = ExceptionDispatchInfo.Capture(e);
            Stop();
        }
        finally
        {
            Interlocked.Decrement(ref working);
            changed.Release();
        }
    }

    void Stop() => Volatile.Write(ref next, block.Count);

    /// <summary>Asks the next ports; null when there are none.</summary>
    SweptShare? Ask(IProber prober)
    {
        var first = Interlocked.Add(ref next, Share) - Share;
        if (first >= block.Count)
        {
            Stop();
            return null;
        }

        var share = new SweptShare(first, Math.Min(Share, block.Count - first));
        var since = 0;
        for (var place = 0; place < share.Room; place++)
        {
            if (block.IsDecided(first + place)) continue;
            var target = block.TargetOf(first + place);
            share.Asked(place, Stopwatch.GetTimestamp());
            if (!prober.Send(new(target.Address, target.Port, place, 0)))
            {
                share.NotAsked(place);
                Stop();
                break;
            }

            if (++since < Batch) continue;
            since = 0;
            share.Collect(prober, TimeSpan.Zero);
            if (share.Silent <= MostSilent) continue;
            Stop();
            break;
        }

        share.Collect(prober, TimeSpan.Zero);
        if (share.Silent > 0) share.Collect(prober, LastLook);
        share.ForgetSilent(prober);
        return share;
    }
}
