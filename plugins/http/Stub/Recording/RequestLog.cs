namespace Runner.Plugins.Http;

/// <summary>The last requests that a server got, and whoever waits for more.</summary>
sealed class RequestLog(int limit)
{
    readonly Lock gate = new();
    readonly Queue<ReceivedRequest> kept = new();
    TaskCompletionSource? more;
    long total;

    /// <summary>How many requests are kept.</summary>
    internal int Limit => limit;

    /// <summary>Keeps a request, in the place of the oldest when there are as many as may be.</summary>
    /// <param name="make">Makes it from its number; null when none are kept.</param>
    internal void Add(Func<long, ReceivedRequest>? make)
    {
        TaskCompletionSource? waiting;
        lock (gate)
        {
            total++;
            if (make is not null)
            {
                if (kept.Count == limit) kept.Dequeue();
                kept.Enqueue(make(total));
            }
            (waiting, more) = (more, null);
        }
        waiting?.TrySetResult();
    }

    /// <summary>What is kept, the oldest first; how many there were in all; and what ends when another request comes.</summary>
    internal (ReceivedRequest[] Kept, long Total, Task More) Look()
    {
        lock (gate)
        {
            more ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return ([.. kept], total, more.Task);
        }
    }

    internal (ReceivedRequest[] Kept, long Total) Now()
    {
        lock (gate) return ([.. kept], total);
    }
}
