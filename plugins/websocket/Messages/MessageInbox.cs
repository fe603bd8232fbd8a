namespace Runner.Plugins.WebSockets;

/// <summary>The messages that have come and were not taken, and how the connection ended once it has.</summary>
/// <remarks>Empty it costs next to nothing: thousands of connections wait most of the time.</remarks>
sealed class MessageInbox(int maxMessages, long maxBytes)
{
    readonly Lock gate = new();
    Queue<WebSocketMessage>? messages;
    long bytes;
    bool discards;
    int discarded;
    TaskCompletionSource? arrival;
    TaskCompletionSource? room;

    /// <summary>How it ended; null while it has not.</summary>
    internal LinkEnd? End { get; private set; }

    /// <summary>How many messages wait to be taken, and were thrown away.</summary>
    internal int Unread
    {
        get
        {
            lock (gate) return (messages?.Count ?? 0) + discarded;
        }
    }

    /// <summary>Puts a message in. The task completes when there is room for another.</summary>
    internal Task AddAsync(WebSocketMessage message)
    {
        lock (gate)
        {
            if (discards && IsFull)
            {
                discarded++;
                return Task.CompletedTask;
            }
            (messages ??= new()).Enqueue(message);
            bytes += message.Size;
            arrival?.TrySetResult();
            arrival = null;
            if (!IsFull || discards) return Task.CompletedTask;
            room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return room.Task;
        }
    }

    /// <summary>From now on what does not fit is thrown away: the connection is being closed, and must be read to its end.</summary>
    internal void Discard()
    {
        lock (gate)
        {
            discards = true;
            room?.TrySetResult();
            room = null;
        }
    }

    /// <summary>Says how it ended. What came before can still be taken.</summary>
    internal void Finish(LinkEnd end)
    {
        lock (gate)
        {
            End = end;
            arrival?.TrySetResult();
            arrival = null;
        }
    }

    /// <summary>The next message; null when there is none any more.</summary>
    internal async ValueTask<WebSocketMessage?> TakeAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                cancel.ThrowIfCancellationRequested();
                if (messages is { Count: > 0 })
                {
                    var message = messages.Dequeue();
                    bytes -= message.Size;
                    if (room is not null && !IsFull)
                    {
                        room.TrySetResult();
                        room = null;
                    }
                    return message;
                }
                if (End is not null) return null;
                arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting = arrival.Task;
            }
            await waiting.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    bool IsFull => messages is not null && (messages.Count >= maxMessages || bytes >= maxBytes);
}
