using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Runner.Plugins.Sockets;

/// <summary>One series of echo requests: they are sent at their interval, whether or not replies come.</summary>
sealed class PingRun(IcmpSocket socket, IPAddress address, PingOptions options, string target)
{
    readonly long[] sent = new long[options.Count];
    readonly PingReply?[] replies = new PingReply?[options.Count];
    readonly HashSet<string> problems = [];
    readonly Lock gate = new();
    int answered;

    internal async Task<PingResult> RunAsync(CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var receiving = ReceiveAsync(ended.Token);
        try
        {
            for (var i = 0; i < options.Count; i++)
            {
                await SendAsync(i, cancel).ConfigureAwait(false);
                if (i < options.Count - 1) await Task.Delay(options.Interval, options.Time, cancel).ConfigureAwait(false);
            }
            await Task.WhenAny(receiving, Task.Delay(options.Timeout, options.Time, ended.Token)).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await receiving.ConfigureAwait(false);
        }
        cancel.ThrowIfCancellationRequested();
        return new() { Address = address.ToString(), Sent = options.Count, Replies = [.. replies.OfType<PingReply>()], Problems = [.. problems.Order(StringComparer.Ordinal)] };
    }

    async ValueTask SendAsync(int index, CancellationToken cancel)
    {
        try
        {
            Volatile.Write(ref sent[index], Stopwatch.GetTimestamp());
            await socket.SendAsync(index + 1, options.Size, cancel).ConfigureAwait(false);
        }
        catch (SocketException cause) when (index > 0)
        {
            // A socket that is connected tells at the next request what became of the one before.
            Note(address, cause);
        }
        catch (SocketException cause)
        {
            throw SocketErrors.From(cause, target);
        }
    }

    /// <summary>Takes what comes until every request is answered, or said to be lost. Bounded: nobody can keep it busy for longer.</summary>
    async Task ReceiveAsync(CancellationToken cancel)
    {
        // A peer may answer one request several times; that is not worth reading for ever.
        for (var left = (4L * options.Count) + 100; left > 0 && answered < options.Count; left--)
        {
            try
            {
                var message = await socket.ReceiveAsync(cancel).ConfigureAwait(false);
                Take(message, message.From!, Stopwatch.GetTimestamp());
            }
            catch (SocketException cause)
            {
                Note(address, cause);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    void Take(IcmpMessage message, IPAddress from, long now)
    {
        var index = message.Sequence - 1;
        if (index < 0 || index >= options.Count || Volatile.Read(ref sent[index]) == 0) return;
        if (message.Problem is { } problem)
        {
            lock (gate) problems.Add($"{from}: {problem}");
            answered++;
            return;
        }
        var time = Stopwatch.GetElapsedTime(sent[index], now);
        if (replies[index] is not null || time > options.Timeout) return;
        replies[index] = new(message.Sequence, from.ToString(), time, message.Size, message.Ttl);
        answered++;
    }

    void Note(IPAddress from, SocketException cause)
    {
        lock (gate) problems.Add($"{from}: it {SocketErrors.Says(cause.SocketErrorCode)}");
    }
}
