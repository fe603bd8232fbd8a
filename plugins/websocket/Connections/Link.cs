using System.Net.WebSockets;
using Runner.Sdk;
using SystemWebSocket = System.Net.WebSockets.WebSocket;

namespace Runner.Plugins.WebSockets;

/// <summary>One open WebSocket over one connection. A client that reconnects has several, one after the other.</summary>
sealed class Link : IDisposable
{
    /// <summary>How long a last word to the peer may take.</summary>
    static readonly TimeSpan SayLimit = TimeSpan.FromSeconds(1);

    readonly WatchedStream wire;
    TaskCompletionSource? read;
    long pingedAt;
    long resumedAt;
    volatile bool reading = true;

    internal Link(
        HandshakeRequest request, Stream stream, byte[] rest, string? subprotocol, WebSocketDeflateOptions? deflate, WebSocketHandshake handshake)
    {
        Request = request;
        Handshake = handshake;
        wire = new(request, stream, rest);
        Socket = SystemWebSocket.CreateFromStream(wire, new WebSocketCreationOptions
        {
            IsServer = false, SubProtocol = subprotocol, KeepAliveInterval = TimeSpan.Zero, DangerousDeflateOptions = deflate,
        });
        KeepAliveWatch.Instance.Add(this);
    }

    internal HandshakeRequest Request { get; }

    internal WebSocketHandshake Handshake { get; }

    internal SystemWebSocket Socket { get; }

    /// <summary>How it ended; null while it has not.</summary>
    internal LinkEnd? End { get; private set; }

    /// <summary>Completes when <see cref="End"/> is known.</summary>
    internal Task Read => read?.Task ?? MakeRead();

    internal WebSocketKeepAlive KeepAlive => Request.Options.KeepAlive;

    /// <summary>Whether the peer did not answer a ping in time.</summary>
    internal bool IsSilent { get; private set; }

    /// <summary>The code of the close frame that was sent, if one was.</summary>
    internal int? SentCloseCode => wire.SentCloseCode;

    /// <summary>The last bytes that came.</summary>
    internal ReadOnlySpan<byte> Tail => wire.Tail;

    /// <summary>Reads messages until the end.</summary>
    /// <param name="take">Takes each; reading waits for it.</param>
    /// <param name="weClosed">Whether we asked for the end.</param>
    /// <returns>How it ended. It throws nothing.</returns>
    internal async Task<LinkEnd> ReadAllAsync(Func<WebSocketMessage, Link, ValueTask> take, Func<bool> weClosed)
    {
        LinkEnd end;
        try
        {
            while (await MessageReader.ReadAsync(this).ConfigureAwait(false) is { } message) await take(message, this).ConfigureAwait(false);
            var byPeer = !weClosed();
            if (byPeer) await AnswerCloseAsync().ConfigureAwait(false);
            end = LinkEnd.Closed(this, byPeer);
        }
        catch (Exception cause)
        {
            if (cause is not System.Net.WebSockets.WebSocketException) await SayWhyAsync(cause).ConfigureAwait(false);
            end = LinkEnd.Failed(this, cause, weClosed());
        }
        lock (wire)
        {
            End = end;
            read?.SetResult();
        }
        return end;
    }

    /// <summary>Says that nothing is read for now, so that silence means nothing; or that reading goes on.</summary>
    internal void Pause(bool paused)
    {
        Volatile.Write(ref pingedAt, 0);
        if (!paused) resumedAt = Environment.TickCount64;
        reading = !paused;
    }

    /// <summary>Sends a ping when it is time for one, and ends the connection when one was not answered.</summary>
    internal void CheckAlive(long now)
    {
        if (!reading || Socket.State != WebSocketState.Open) return;
        // Whatever came since the ping shows that the peer is there.
        var pinged = Volatile.Read(ref pingedAt);
        if (pinged != 0 && wire.LastReceived >= pinged) Volatile.Write(ref pingedAt, pinged = 0);
        if (pinged == 0)
        {
            if (now - Math.Max(wire.LastReceived, resumedAt) < KeepAlive.Interval.TotalMilliseconds) return;
            Volatile.Write(ref pingedAt, now);
            _ = PingAsync();
        }
        else if (now - pinged >= KeepAlive.Timeout.TotalMilliseconds)
        {
            IsSilent = true;
            Abort();
        }
    }

    /// <summary>Ends it at once. What is being received or sent fails.</summary>
    internal void Abort()
    {
        KeepAliveWatch.Instance.Remove(this);
        Socket.Abort();
        wire.Dispose();
    }

    public void Dispose()
    {
        KeepAliveWatch.Instance.Remove(this);
        Socket.Dispose();
        wire.Dispose();
    }

    Task MakeRead()
    {
        lock (wire)
        {
            if (End is not null) return Task.CompletedTask;
            read ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return read.Task;
        }
    }

    /// <summary>Sends the peer's close frame back, as RFC 6455, section 5.5.1, asks.</summary>
    async Task AnswerCloseAsync()
    {
        if (Socket.State == WebSocketState.CloseReceived)
            await SendCloseAsync(Socket.CloseStatus ?? WebSocketCloseStatus.Empty, Socket.CloseStatusDescription).ConfigureAwait(false);
    }

    /// <summary>Tells the peer why we end it.</summary>
    Task SayWhyAsync(Exception cause) => Socket.State != WebSocketState.Open || SentCloseCode is not null ? Task.CompletedTask
        : cause is ProtocolException { Status: CloseCodes.TooBig } ? SendCloseAsync(WebSocketCloseStatus.MessageTooBig, "the message is larger than this client accepts")
        : SendCloseAsync(WebSocketCloseStatus.InternalServerError, null);

    async Task SendCloseAsync(WebSocketCloseStatus status, string? reason)
    {
        using var limit = new CancellationTokenSource(SayLimit);
        try
        {
            await Socket.CloseOutputAsync(status, status == WebSocketCloseStatus.Empty ? null : reason, limit.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is System.Net.WebSockets.WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer does not listen any more. How the connection ended is known without its answer.
        }
    }

    async Task PingAsync()
    {
        try
        {
            await wire.PingAsync().ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // A connection that is gone: whoever reads from it learns of it.
        }
    }
}
