namespace Runner.Plugins.Sockets;

/// <summary>A limit of time on waiting for a peer, told apart from a caller who gave up.</summary>
sealed class WaitLimit : IDisposable
{
    readonly CancellationTokenSource over;
    readonly CancellationTokenSource both;
    readonly CancellationToken cancel;
    readonly TimeProvider time;
    readonly long started;
    readonly TimeSpan wait;

    internal WaitLimit(TimeSpan wait, TimeProvider time, CancellationToken cancel)
    {
        (this.wait, this.time, this.cancel, started) = (wait, time, cancel, time.GetTimestamp());
        over = new CancellationTokenSource(wait, time);
        both = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancel);
    }

    internal CancellationToken Token => both.Token;

    /// <summary>Whether time is up, as against the caller having given up.</summary>
    internal bool IsOver => over.IsCancellationRequested && !cancel.IsCancellationRequested;

    /// <summary>Time is up after this much more, but never later than it was to be.</summary>
    internal void RestartWith(TimeSpan more)
    {
        var left = wait - time.GetElapsedTime(started);
        over.CancelAfter(left < more ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : more);
    }

    public void Dispose()
    {
        both.Dispose();
        over.Dispose();
    }
}
