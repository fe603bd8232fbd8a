using System.Net.WebSockets;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>What a client has open: it reads, opens again what was lost, and ends.</summary>
sealed class Connection : IDisposable
{
    /// <summary>How long a sender that failed waits for the reader to know why.</summary>
    static readonly TimeSpan WhyLimit = TimeSpan.FromSeconds(1);

    readonly HandshakeRequest request;
    readonly MessageInbox inbox;
    readonly CancellationTokenSource closing = new();
    readonly Lock gate = new();
    Link link;
    TaskCompletionSource? reopening;
    NetworkException? reopenFailure;
    bool weClosed;

    internal Connection(HandshakeRequest request, MessageInbox inbox, Link link)
    {
        (this.request, this.inbox, this.link) = (request, inbox, link);
        Handshake = link.Handshake;
        Running = RunAsync(link);
    }

    internal WebSocketHandshake Handshake { get; private set; }

    internal int Reconnects { get; private set; }

    /// <summary>Whether we asked for the end.</summary>
    internal bool WeClosed => Volatile.Read(ref weClosed);

    /// <summary>Whether it ended because the handler of messages threw.</summary>
    internal bool HandlerFailed { get; private set; }

    /// <summary>Completes when it has ended for good; the inbox then knows how. It fails only with what OnClosed throws.</summary>
    internal Task Running { get; }

    WebSocketClientOptions Options => request.Options;

    /// <summary>What to send on. While a lost connection is being opened again, the task waits for that.</summary>
    /// <exception cref="NetworkException">It has ended.</exception>
    internal async ValueTask<Link> CurrentAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task? waiting;
            lock (gate)
            {
                if (inbox.End is not null) throw inbox.End.ToError();
                if (weClosed) throw new WebSocketException(request.Target, $"The WebSocket to {request.Server} is being closed.") { IsTransient = false };
                waiting = reopening?.Task;
                if (waiting is null) return link;
            }
            await waiting.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Why sending failed: what the reader met, if it meets something soon.</summary>
    internal async ValueTask<Exception> WhyAsync(Link failed, Exception cause)
    {
        try
        {
            // A full inbox keeps the reader from the end; that is no reason to wait for ever.
            await failed.Read.WaitAsync(WhyLimit, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The sender's own failure has to do.
        }
        return failed.End?.ToError() ?? new ConnectionFailedException(
            request.Target, $"The message could not be sent to {request.Server}: {HandshakeErrors.Reason(cause)}.", cause) { Status = CloseCodes.Abnormal };
    }

    /// <summary>Says goodbye and waits for the peer's, up to a limit. It does not throw for what the peer does.</summary>
    internal async Task CloseAsync(int code, string reason, TimeSpan limit, CancellationToken cancel)
    {
        if (Running.IsCompleted) return;
        Link open;
        lock (gate)
        {
            weClosed = true;
            open = link;
        }
        inbox.Discard();
        await closing.CancelAsync().ConfigureAwait(false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        ending.CancelAfter(limit);
        try
        {
            if (open.Socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await open.Socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, ending.Token).ConfigureAwait(false);
            await Running.WaitAsync(ending.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is System.Net.WebSockets.WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer is gone, or takes too long: the end without its goodbye is told by the close that comes of it.
        }
        open.Abort();
        await Running.ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        link.Dispose();
        closing.Dispose();
    }

    async Task RunAsync(Link open)
    {
        // Not on the thread of who connects: a peer that has much to say at once would keep it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            Finish(await ReadAndReopenAsync(open).ConfigureAwait(false));
        }
        catch (Exception cause) when (inbox.End is null)
        {
            // What the caller's OnReconnecting or OnReconnected threw.
            HandlerFailed = true;
            Finish(LinkEnd.Handler(cause));
        }
    }

    async Task<LinkEnd> ReadAndReopenAsync(Link open)
    {
        while (true)
        {
            var end = await open.ReadAllAsync(TakeAsync, () => WeClosed).ConfigureAwait(false);
            open.Dispose();
            if (end.MayReturn && Options.Reconnect is { } wish && BeginReopening() && await ReopenAsync(wish, end).ConfigureAwait(false) is { } next)
            {
                open = next;
                continue;
            }
            return end;
        }
    }

    async ValueTask TakeAsync(WebSocketMessage message, Link from)
    {
        if (Options.OnMessage is { } handle)
        {
            from.Pause(true);
            try
            {
                await handle(message, closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (closing.IsCancellationRequested)
            {
                // It gave up because it was told to.
            }
            catch (Exception cause)
            {
                HandlerFailed = true;
                throw new HandlerException(cause);
            }
            from.Pause(false);
            return;
        }
        var room = inbox.AddAsync(message);
        if (room.IsCompleted) return;
        from.Pause(true);
        await room.ConfigureAwait(false);
        from.Pause(false);
    }

    bool BeginReopening()
    {
        lock (gate)
        {
            if (weClosed) return false;
            reopening = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>The connection opened again; null when that failed, or we were asked to close.</summary>
    async Task<Link?> ReopenAsync(WebSocketReconnect wish, LinkEnd lost)
    {
        var cause = lost.ToError() as NetworkException;
        for (var attempt = 1; attempt <= wish.Attempts; attempt++)
        {
            try
            {
#pragma warning disable CA5394 // Waits that differ, not secrets.
                var wait = wish.Before(attempt, Random.Shared.NextDouble());
#pragma warning restore CA5394
                Options.OnReconnecting?.Invoke(new(attempt, wait, cause!));
                await Task.Delay(wait, Options.Time, closing.Token).ConfigureAwait(false);
                var opened = await OpeningHandshake.RunAsync(request, closing.Token).ConfigureAwait(false);
                lock (gate)
                {
                    (link, Handshake) = (opened, opened.Handshake);
                    Reconnects++;
                    reopening!.SetResult();
                    reopening = null;
                }
                if (WeClosed) opened.Abort();
                else Options.OnReconnected?.Invoke(opened.Handshake);
                return opened;
            }
            catch (NetworkException failure)
            {
                cause = failure;
                if (!failure.IsTransient) break;
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
        reopenFailure = cause;
        return null;
    }

    void Finish(LinkEnd end)
    {
        if (reopenFailure is { } failure && !WeClosed)
        {
            var (lost, tries) = (end.ToError().Message, Options.Reconnect!.Attempts);
            end = end with
            {
                ToError = () => new WebSocketException(request.Target, $"{lost} It could not be opened again: {failure.Message}", failure)
                {
                    Status = end.Close.Code, IsTransient = failure.IsTransient, Help = failure.IsTransient ? $"reconnect.attempts is {tries}." : failure.Help,
                },
            };
        }
        lock (gate)
        {
            inbox.Finish(end);
            reopening?.SetResult();
            reopening = null;
        }
        Options.OnClosed?.Invoke(end.Close with { Unread = inbox.Unread });
    }
}
