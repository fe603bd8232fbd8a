namespace Runner.Service.Running;

/// <summary>Wakes the workers: at once when something was queued, and when something comes due.</summary>
sealed class DueTimes(TimeProvider time)
{
    readonly PriorityQueue<DateTimeOffset, DateTimeOffset> due = new();
    readonly Lock gate = new();
    TaskCompletionSource signal = New();

    /// <summary>Something is due at a moment.</summary>
    public void Add(DateTimeOffset at)
    {
        lock (gate)
        {
            if (at > time.GetUtcNow()) due.Enqueue(at, at);
            // Also for what is due later: who waits has to look at the clock anew.
            signal.TrySetResult();
        }
    }

    /// <summary>There may be something to do now.</summary>
    public void Wake()
    {
        lock (gate) signal.TrySetResult();
    }

    /// <summary>Waits until there may be something to do.</summary>
    /// <param name="most">The longest wait.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancel)
    {
        Task woken;
        TimeSpan wait;
        lock (gate)
        {
            if (signal.Task.IsCompleted)
            {
                signal = New();
                return;
            }

            wait = Dequeue() is { } first && first < most ? first : most;
            if (wait <= TimeSpan.Zero) return;
            woken = signal.Task;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(woken, Task.Delay(wait, time, stop.Token)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (signal.Task.IsCompleted) signal = New();
        }
    }

    /// <summary>Forgets what has come due; how long until the next does, null when nothing is known.</summary>
    TimeSpan? Dequeue()
    {
        var now = time.GetUtcNow();
        var any = false;
        while (due.TryPeek(out var at, out _) && at <= now)
        {
            due.Dequeue();
            any = true;
        }

        return any ? TimeSpan.Zero : due.TryPeek(out var next, out _) ? next - now : null;
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
