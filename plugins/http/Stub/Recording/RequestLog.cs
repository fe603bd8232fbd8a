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

    /// <summary>Numbers a request and keeps it, in the place of the oldest when there are as many as may be.</summary>
    internal void Add(ReceivedRequest request)
    {
        TaskCompletionSource? waiting;
        lock (gate)
        {
            request.Number = ++total;
            if (limit > 0)
            {
                if (kept.Count == limit) kept.Dequeue();
                kept.Enqueue(request);
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
