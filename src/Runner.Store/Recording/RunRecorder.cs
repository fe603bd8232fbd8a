using System.Diagnostics;
using Runner.Store.Databases;
using Runner.Store.Queue;
using Runner.Store.Sealing;

namespace Runner.Store.Recording;

/// <summary>
/// Writes what the runs of this process say. One loop commits for all of them: a commit takes what was said since the last one, so that many
/// runs share it. While the store is gone what is said waits in memory, until there is too much of it or the leases end.
/// </summary>
public sealed class RunRecorder : IAsyncDisposable
{
    /// <summary>How much may wait in memory, in bytes; who says more then waits too.</summary>
    const long MostWaiting = 64 << 20;

    static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(4);
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    readonly Database database;
    readonly TimeProvider time;
    readonly Lock gate = new();
    readonly List<RunJournal> journals = [];
    readonly List<RunJournal> leaving = [];
    readonly SemaphoreSlim wake = new(0, 1);
    readonly CancellationTokenSource closing = new();
    readonly object room = new();
    Task? loop;
    long waitingBytes;
    volatile bool urgent;
    int asleep;

    internal RunRecorder(Database database, StoreKey key, TimeProvider time) => (this.database, Key, this.time) = (database, key, time);

    internal StoreKey Key { get; }

    /// <summary>How long the last commit took, and since when commits fail; for figures and readiness.</summary>
    public RecorderHealth Health { get; private set; } = new(TimeSpan.Zero, 0, null, null);

    /// <summary>Begins to keep a run that this process has taken.</summary>
    public RunJournal Begin(TakenRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var journal = new RunJournal(this, run);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closing.IsCancellationRequested, this);
            journals.Add(journal);
            loop ??= Task.Run(WriteAsync);
        }

        return journal;
    }

    /// <summary>Writes what is left, and ends. Runs that have not ended are not this process' business any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (gate)
        {
            if (closing.IsCancellationRequested) return;
            closing.Cancel();
            running = loop;
        }

        Wake(urgent: true);
        if (running is not null) await running.ConfigureAwait(false);
    }

    internal void Wake(bool urgent)
    {
        if (urgent) this.urgent = true;
        if (Volatile.Read(ref asleep) == 0 && !urgent) return;
        lock (wake)
        {
            if (wake.CurrentCount == 0) wake.Release();
        }
    }

    internal void Grow(long bytes) => Interlocked.Add(ref waitingBytes, bytes);

    internal void Free(long bytes)
    {
        if (Interlocked.Add(ref waitingBytes, -bytes) >= MostWaiting) return;
        lock (room) Monitor.PulseAll(room);
    }

    /// <summary>Holds up a run that says more than the store takes, rather than filling the memory with it.</summary>
    internal void WaitForRoom(RunJournal journal)
    {
        if (Interlocked.Read(ref waitingBytes) < MostWaiting) return;
        lock (room)
        {
            while (Interlocked.Read(ref waitingBytes) >= MostWaiting && !journal.IsLost) Monitor.Wait(room, TimeSpan.FromMilliseconds(100));
        }
    }

    internal void End(RunJournal journal)
    {
        lock (gate)
        {
            if (journals.Contains(journal) && !leaving.Contains(journal)) leaving.Add(journal);
        }

        Wake(urgent: true);
    }

    async Task WriteAsync()
    {
        while (true)
        {
            var closes = closing.IsCancellationRequested;
            urgent = false;
            var (batches, renewals) = Collect();
            if (batches.Count > 0 || renewals.Count > 0)
            {
                await CommitAsync(batches, renewals).ConfigureAwait(false);
                continue;
            }

            if (closes)
            {
                LoseAll();
                return;
            }

            // With a barrier: either the loop sees what a run said, or the run sees that the loop sleeps.
            Interlocked.Exchange(ref asleep, 1);
            if (!AnyWaits()) await wake.WaitAsync(NextRenewal(), CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref asleep, 0);
            // Nobody waits for what is only said: a moment's more of it goes into the same commit.
            if (!urgent) await wake.WaitAsync(Linger, CancellationToken.None).ConfigureAwait(false);
        }
    }

    void LoseAll()
    {
        List<RunJournal> left;
        lock (gate) left = [.. journals];
        foreach (var journal in left) journal.Lose(new StoreException("the run store was closed", null));
    }

    bool AnyWaits() => urgent || Interlocked.Read(ref waitingBytes) > 0;

    (List<JournalBatch> Batches, List<RunJournal> Renewals) Collect()
    {
        var batches = new List<JournalBatch>();
        var renewals = new List<RunJournal>();
        var now = time.GetUtcNow();
        lock (gate)
        {
            foreach (var journal in journals)
            {
                if (journal.IsLost || journal.IsOver) continue;
                if (journal.Take() is { } batch) batches.Add(batch);
                else if (!leaving.Contains(journal) && RenewalOf(journal) <= now) renewals.Add(journal);
            }

            // What those who leave had to say is in the batches.
            foreach (var journal in leaving) journals.Remove(journal);
            leaving.Clear();
            journals.RemoveAll(static journal => journal.IsLost || journal.IsOver);
        }

        return (batches, renewals);
    }

    static DateTimeOffset RenewalOf(RunJournal journal) => journal.LeaseUntil - journal.Taken.Lease * (2.0 / 3);

    TimeSpan NextRenewal()
    {
        lock (gate)
        {
            if (journals.Count == 0) return Timeout.InfiniteTimeSpan;
            var first = journals.Min(RenewalOf) - time.GetUtcNow();
            return first < FirstPause ? FirstPause : first > LongestPause ? LongestPause : first;
        }
    }

    /// <summary>Commits, again and again while the store is gone, until every lease has ended.</summary>
    async Task CommitAsync(List<JournalBatch> batches, List<RunJournal> renewals)
    {
        var pause = FirstPause;
        while (batches.Count > 0 || renewals.Count > 0)
        {
            try
            {
                await CommitOnceAsync(batches, renewals).ConfigureAwait(false);
                return;
            }
            catch (StoreException e) when (e.IsTransient)
            {
                Health = Health with { FailingSince = Health.FailingSince ?? time.GetUtcNow(), Failure = e.Message };
                GiveUpLapsed(batches, renewals, e);
                if (batches.Count == 0 && renewals.Count == 0) return;
                await Task.Delay(pause).ConfigureAwait(false);
                pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 2, LongestPause.TotalMilliseconds));
            }
            catch (StoreException e)
            {
                Health = Health with { FailingSince = Health.FailingSince ?? time.GetUtcNow(), Failure = e.Message };
                await CommitEachAsync(batches, renewals, e).ConfigureAwait(false);
                return;
            }
        }
    }

    async Task CommitOnceAsync(List<JournalBatch> batches, List<RunJournal> renewals)
    {
        var began = Stopwatch.GetTimestamp();
        // From before the commit: it may take a while, and the lease must not seem longer than the store says.
        var now = time.GetUtcNow();
        var writer = new BatchWriter(now);
        var stale = await database.WriteAsync(connection => writer.WriteAsync(connection, batches, renewals), CancellationToken.None).ConfigureAwait(false);
        Health = new(Stopwatch.GetElapsedTime(began), Health.Commits + 1, null, null);
        foreach (var journal in batches.Select(batch => batch.Journal).Concat(renewals))
        {
            if (stale.Contains(journal)) journal.Lose(new StoreException($"another node has taken the run {journal.Taken.Run.Id}: the lease of {journal.Taken.Node} had ended", null));
            else journal.LeaseUntil = now + journal.Taken.Lease;
        }

        foreach (var batch in batches) Done(batch, stale.Contains(batch.Journal));
    }

    void Done(JournalBatch batch, bool isStale)
    {
        if (batch.Run.State is not null && !isStale) batch.Journal.End();
        Free(batch.Size);
        if (isStale) batch.Waiting?.TrySetException(RunJournal.Suspended(new StoreException($"another node has the run {batch.Journal.Taken.Run.Id}", null)));
        else batch.Waiting?.TrySetResult();
    }

    /// <summary>The store does not take something: find out whose it is, so that the others go on.</summary>
    async Task CommitEachAsync(List<JournalBatch> batches, List<RunJournal> renewals, StoreException cause)
    {
        if (batches.Count + renewals.Count <= 1)
        {
            foreach (var batch in batches) GiveUp(batch, cause);
            foreach (var journal in renewals) journal.Lose(cause);
            return;
        }

        foreach (var batch in batches) await CommitAsync([batch], []).ConfigureAwait(false);
        foreach (var journal in renewals) await CommitAsync([], [journal]).ConfigureAwait(false);
    }

    void GiveUpLapsed(List<JournalBatch> batches, List<RunJournal> renewals, StoreException cause)
    {
        // A little before its end: clocks of nodes differ, and what is under way needs a moment to stop.
        var now = time.GetUtcNow();
        batches.RemoveAll(batch => Lapsed(batch.Journal) && GiveUp(batch, cause));
        renewals.RemoveAll(journal =>
        {
            if (!Lapsed(journal)) return false;
            journal.Lose(cause);
            return true;
        });
        List<RunJournal> silent;
        lock (gate) silent = journals.FindAll(journal => !journal.IsLost && !journal.IsOver && Lapsed(journal));
        foreach (var journal in silent) journal.Lose(cause);

        bool Lapsed(RunJournal journal) => journal.LeaseUntil - journal.Taken.Lease * 0.1 <= now;
    }

    bool GiveUp(JournalBatch batch, Exception cause)
    {
        batch.Journal.Lose(cause);
        Free(batch.Size);
        batch.Waiting?.TrySetException(RunJournal.Suspended(cause));
        return true;
    }
}

/// <summary>How the recorder does.</summary>
/// <param name="LastCommit">How long the last commit took.</param>
/// <param name="Commits">How many there were.</param>
/// <param name="FailingSince">Since when commits fail; null when they do not.</param>
/// <param name="Failure">What fails.</param>
public sealed record RecorderHealth(TimeSpan LastCommit, long Commits, DateTimeOffset? FailingSince, string? Failure);
