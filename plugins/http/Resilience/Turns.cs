namespace Runner.Plugins.Http;

/// <summary>
/// A target's rate limit: no span of the given length sees more requests than allowed. Who waits is served in order, and
/// whoever stops waiting leaves no gap.
/// </summary>
sealed class Turns(RateLimit limit, TimeProvider time) : IDisposable
{
    readonly SemaphoreSlim head = new(1);
    readonly Queue<long> sent = new();
    long last;

    /// <summary>Whether nobody waits and nothing that was sent still counts.</summary>
    internal bool IsIdle => head.CurrentCount == 1 && (sent.Count == 0 || time.GetElapsedTime(last) > limit.Per);

    public void Dispose() => head.Dispose();

    internal async ValueTask WaitAsync(CancellationToken cancel)
    {
        await head.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (sent.Count == limit.Requests)
            {
                // Timers fire a little early: ask the clock again.
                while (limit.Per - time.GetElapsedTime(sent.Peek()) is var left && left > TimeSpan.Zero)
                    await Task.Delay(left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left, time, cancel).ConfigureAwait(false);
                sent.Dequeue();
            }
            sent.Enqueue(last = time.GetTimestamp());
        }
        finally
        {
            head.Release();
        }
    }
}
