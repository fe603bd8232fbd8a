using System.Net.WebSockets;
using Runner.Sdk;
using SystemWebSocketException = System.Net.WebSockets.WebSocketException;

namespace Runner.Plugins.WebSockets;

/// <summary>How a connection ended, and the error that it is for whoever still wants something of it.</summary>
/// <param name="Close">Code, name and reason.</param>
/// <param name="ToError">Makes the error: a new one for each who meets it.</param>
sealed record LinkEnd(WebSocketClose Close, Func<Exception> ToError)
{
    /// <summary>Whether it makes sense to open the connection again.</summary>
    internal bool MayReturn { get; private init; }

    /// <summary>A close frame of the peer.</summary>
    internal static LinkEnd Closed(Link link, bool byPeer)
    {
        // A frame without a code is what 1005 stands for; .NET tells it as 1000.
        var code = link.Tail.EndsWith((ReadOnlySpan<byte>)[0x88, 0]) ? CloseCodes.None : (int)(link.Socket.CloseStatus ?? WebSocketCloseStatus.Empty);
        return Closed(link, code, link.Socket.CloseStatusDescription ?? "", byPeer);
    }

    /// <summary>A failure while reading.</summary>
    internal static LinkEnd Failed(Link link, Exception cause, bool weEnded)
    {
        var request = link.Request;
        if (cause is HandlerException { InnerException: { } thrown }) return Handler(thrown);
        if (HandshakeErrors.Find<ProtocolException>(cause) is { } protocol) return new(Closing(protocol.Status ?? 1002, "", byPeer: false), () => Copy(protocol));
        if (link.IsSilent) return Silent(link, cause);
        if (RefusedClose(link.Tail) is { } refused && !weEnded) return Closed(link, refused.Code, refused.Reason, byPeer: true);
        if (weEnded) return new(Closing(CloseCodes.Abnormal, "", byPeer: false), () => Gone(request, "it was closed here without waiting for the peer", cause));
        if (cause is SystemWebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely } or IOException or ObjectDisposedException
            || HandshakeErrors.Find<System.Net.Sockets.SocketException>(cause) is not null)
        {
            var why = HandshakeErrors.Find<System.Net.Sockets.SocketException>(cause) is null ? "it ended" : HandshakeErrors.Reason(cause);
            return new(Closing(CloseCodes.Abnormal, "", byPeer: true), () => Gone(request, why, cause)) { MayReturn = true };
        }
        if (cause is SystemWebSocketException) return Wrong(link, cause);
        return new(Closing(CloseCodes.Abnormal, "", byPeer: false), () => Gone(request, cause.GetBaseException().Message.TrimEnd('.'), cause)) { MayReturn = true };
    }

    /// <summary>The caller's own code threw.</summary>
    internal static LinkEnd Handler(Exception thrown) => new(Closing(1011, "", byPeer: false), () => thrown);

    static LinkEnd Closed(Link link, int code, string reason, bool byPeer)
    {
        var (target, server) = (link.Request.Target, link.Request.Server);
        var who = byPeer ? $"{server} closed the WebSocket" : $"The WebSocket to {server} was closed";
        return new(
            new(code, CloseCodes.Name(code), reason, Clean: true, byPeer),
            () => new WebSocketException(target, $"{who} with {CloseCodes.Describe(code, reason)}.")
            {
                Status = code,
                IsTransient = CloseCodes.IsTransient(code),
                Help = byPeer && CloseCodes.IsTransient(code) ? "Its code says that it will be back: `retry` tries the step again, `reconnect` of websocket.connect opens the connection again." : null,
            })
        {
            MayReturn = byPeer && CloseCodes.IsTransient(code),
        };
    }

    static LinkEnd Silent(Link link, Exception cause)
    {
        var request = link.Request;
        return new(
            Closing(CloseCodes.Abnormal, "", byPeer: true),
            () => new NetworkTimeoutException(request.Target, $"{request.Server} did not answer a ping within {Words.Duration(link.KeepAlive.Timeout)}.", cause)
            {
                Status = CloseCodes.Abnormal,
                Help = "keep-alive says when pings are sent and how long the answer may take.",
            })
        {
            MayReturn = true,
        };
    }

    /// <summary>What the peer sent breaks the protocol; .NET has told it so with a close frame.</summary>
    static LinkEnd Wrong(Link link, Exception cause)
    {
        var (request, code) = (link.Request, link.SentCloseCode ?? 1002);
        // Of some mistakes .NET says nothing but that its state is now Aborted.
        var what = code == 1007 ? "it sent text that is not UTF-8"
            : cause.Message.Contains("Aborted", StringComparison.Ordinal) ? "it sent a frame that is not valid"
            : cause.Message.TrimEnd('.');
        return new(
            Closing(code, "", byPeer: false),
            () => new ProtocolException(request.Target, $"{request.Server} broke the WebSocket protocol: {what}.", cause) { Status = code });
    }

    static WebSocketClose Closing(int code, string reason, bool byPeer) => new(code, CloseCodes.Name(code), reason, Clean: false, byPeer);

    static ConnectionFailedException Gone(HandshakeRequest request, string why, Exception cause) =>
        new(request.Target, $"The WebSocket to {request.Server} was lost without a close frame (1006): {why}.", cause) { Status = CloseCodes.Abnormal };

    static ProtocolException Copy(ProtocolException one) => new(one.Target, one.Message, one) { Status = one.Status, Help = one.Help };

    /// <summary>
    /// A close frame at the end of what came, with a code that is registered and that .NET takes for an error all the same: 1012
    /// (service restart), 1013 (try again later), 1014 (bad gateway).
    /// </summary>
    static (int Code, string Reason)? RefusedClose(ReadOnlySpan<byte> tail)
    {
        for (var i = tail.Length - 4; i >= 0; i--)
        {
            if (tail[i] != 0x88 || tail[i + 1] != tail.Length - i - 2) continue;
            var code = (tail[i + 2] << 8) | tail[i + 3];
            if (code is >= 1012 and <= 1014) return (code, System.Text.Encoding.UTF8.GetString(tail[(i + 4)..]));
        }
        return null;
    }
}

/// <summary>What the handler of messages threw, told apart from what the connection threw.</summary>
sealed class HandlerException(Exception thrown) : Exception(thrown.Message, thrown);
