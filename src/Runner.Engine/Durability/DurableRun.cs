using Runner.Engine.Events;

namespace Runner.Engine.Durability;

/// <summary>
/// What a run has that may end here without an end, or has gone on from another process: the journal that it waits for, its history,
/// and the ways in which it stops. Runs that are none of it have none.
/// </summary>
sealed class DurableRun : IDisposable
{
    readonly Lock gate = new();
    readonly CancellationTokenSource suspended;
    readonly EventStream events;
    readonly IRunJournal? journal;
    readonly Ending whole;
    readonly CancellationTokenRegistration suspending, draining;
    RunSuspendedException? why;
    int active;
    bool drains;

    /// <summary>Listens to what stops the run.</summary>
    /// <param name="request">The run.</param>
    /// <param name="events">Its events, which fall silent when it is suspended.</param>
    /// <param name="suspended">Cancelled when it is suspended.</param>
    /// <param name="whole">Ends it.</param>
    public DurableRun(RunRequest request, EventStream events, CancellationTokenSource suspended, Ending whole)
    {
        (this.events, this.suspended, this.whole, journal, History) = (events, suspended, whole, request.Journal, request.History is { IsEmpty: false } history ? history : null);
        // Told while an event is handed out: what ends the run waits for others who want to say something.
        events.JournalFailed = e => Suspend(Wrapped(e), static end => ThreadPool.UnsafeQueueUserWorkItem(static end => end(), end, preferLocal: false));
        suspending = request.Suspend.Register(() => Suspend(new("the run was told to stop here and to go on elsewhere")));
        draining = request.Drain.Register(Drain);
    }

    /// <summary>What it goes on from; null for a run that begins.</summary>
    public RunHistory? History { get; }

    /// <summary>Why it stopped without an end; null while it did not.</summary>
    public RunSuspendedException? Why => why;

    /// <summary>Whether it stopped without an end.</summary>
    public bool IsSuspended => why is not null;

    /// <summary>Waits until what was said is kept. Where it cannot be, the run is suspended.</summary>
    public async ValueTask KeptAsync()
    {
        if (journal is null || IsSuspended) return;
        try
        {
            await journal.KeptAsync(suspended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (IsSuspended)
        {
            // It was suspended meanwhile.
        }
        catch (Exception e)
        {
            Suspend(Wrapped(e));
        }
    }

    /// <summary>Begins a step that does something itself, rather than call a workflow or repeat something. When the run drains it waits here.</summary>
    /// <returns>Whether it may begin; then <see cref="Leave"/> is due at its end.</returns>
    public async ValueTask<bool> EnterAsync()
    {
        lock (gate)
        {
            if (!drains && !IsSuspended)
            {
                active++;
                return true;
            }
        }

        await UntilSuspendedAsync().ConfigureAwait(false);
        return false;
    }

    /// <summary>Such a step has ended.</summary>
    public void Leave()
    {
        bool last;
        lock (gate) last = --active == 0 && drains;
        if (last) Suspend(Drained());
    }

    /// <summary>Lets nothing more be said, and ends what is under way.</summary>
    void Suspend(RunSuspendedException reason, Action<Action>? on = null)
    {
        if (Interlocked.CompareExchange(ref why, reason, null) is not null) return;
        events.Mute();
        if (on is null) End();
        else on(End);

        void End()
        {
            suspended.Cancel();
            whole.End(new("suspended", reason.Message));
        }
    }

    /// <summary>From now on no step begins.</summary>
    void Drain()
    {
        bool idle;
        lock (gate)
        {
            drains = true;
            idle = active == 0;
        }

        if (idle) Suspend(Drained());
    }

    async Task UntilSuspendedAsync()
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, suspended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // That is what it waited for.
        }
    }

    static RunSuspendedException Drained() => new("the run was told to begin no further step here, and to go on elsewhere");

    static RunSuspendedException Wrapped(Exception e) => e as RunSuspendedException ?? new($"what the run says cannot be kept: {e.Message}", e);

    public void Dispose()
    {
        suspending.Dispose();
        draining.Dispose();
    }
}
