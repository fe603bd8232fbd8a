using System.Diagnostics;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>Takes messages until there are enough, one is what is waited for, or time is up.</summary>
sealed class Receiving(WebSocketClient client, string target, TimeProvider time)
{
    /// <summary>What a result keeps at most: the latest of what came.</summary>
    const int MostKept = 1000;
    const long MostBytes = WebSocketClientOptions.DefaultMaxMessageSize;

    readonly Queue<WebSocketMessage> kept = new();
    long bytes;
    int taken;
    int fitting;

    /// <param name="count">How many messages must fit.</param>
    /// <param name="until">What they must be; null for any.</param>
    /// <param name="wait">How long it may take.</param>
    /// <param name="optional">Whether time being up is a result too.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="NetworkException">Time is up, or the connection ended.</exception>
    internal async ValueTask<WebSocketReceived> RunAsync(int count, MessageMatcher? until, TimeSpan wait, bool optional, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        using var limit = new TimeLimit(wait, time, cancel);
        try
        {
            while (fitting < count)
            {
                if (await client.TakeAsync(limit.Token).ConfigureAwait(false) is not { } message)
                {
                    // Only a goodbye is one: a connection that was lost is an error also to whoever waits for the end.
                    if (until is { WaitsForClose: true } && client.Closed is { Clean: true }) return Result(true, started);
                    throw client.EndError();
                }
                Keep(message);
                if (until is null || until.Matches(message)) fitting++;
            }
            return Result(true, started);
        }
        catch (OperationCanceledException cause) when (limit.IsOver)
        {
            return optional ? Result(false, started) : throw TimedOut(count, until, wait, cause);
        }
    }

    void Keep(WebSocketMessage message)
    {
        taken++;
        kept.Enqueue(message);
        bytes += message.Size;
        while (kept.Count > 1 && (kept.Count > MostKept || bytes > MostBytes)) bytes -= kept.Dequeue().Size;
    }

    WebSocketReceived Result(bool matched, long started)
    {
        var messages = kept.ToArray();
        return new()
        {
            Messages = messages,
            Message = messages.Length == 0 ? null : messages[^1],
            Matched = matched,
            Skipped = taken - fitting,
            Waited = Stopwatch.GetElapsedTime(started),
            Reconnects = client.Reconnects,
            Close = client.Closed,
        };
    }

    NetworkTimeoutException TimedOut(int count, MessageMatcher? until, TimeSpan wait, Exception cause)
    {
        var within = $"from {target} within {Words.Duration(wait)}";
        var message = (until, taken) switch
        {
            ({ WaitsForClose: true }, _) => $"No close frame {within}.",
            (_, 0) => $"No message {within}.",
            (null, _) => $"Only {taken} of {count} messages {within}.",
            _ => $"{Words.Count(taken, "message")} {within}, {(fitting == 0 ? "none" : $"only {fitting} of {count}")} "
                + $"what is waited for ({until}). The last was {kept.Last()}.",
        };
        return new(target, message, cause) { Help = "`wait` says how long messages are waited for." };
    }
}
