using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.WebSockets;

/// <summary>Answers to the handshake that are no WebSocket, made clear.</summary>
static class HandshakeErrors
{
    /// <summary>Any status but 101.</summary>
    internal static NetworkException Refused(HandshakeRequest request, HandshakeAnswer answer, DateTimeOffset now)
    {
        var (target, status) = (request.Target, answer.Status);
        var said = answer.Excerpt.Length == 0 ? "" : $" It said {Words.Quote(answer.Excerpt)}.";
        var what = $"{request.Server} did not open a WebSocket: it answered {status}{(answer.Reason.Length == 0 ? "" : " " + answer.Reason)}.{said}";
        var wait = RetryAfter(answer.Header("Retry-After"), now);
        return status switch
        {
            401 => new AuthenticationException(target, what) { Status = status, Help = Challenge(answer, request.Options) },
            403 => new AuthenticationException(target, what)
            {
                Status = status,
                Help = request.Options.Origin is null ? "Some servers let in only the pages of their own site: `origin` says which one we come from." : null,
            },
            407 => ProxyWantsCredentials(request),
            429 => new RateLimitedException(target, what)
            {
                Status = status,
                RetryAfter = wait,
                Help = $"{(wait is { } asked ? $"It asks to wait {Words.Duration(asked)}. " : "")}`retry` waits as long as it asks, up to max-delay.",
            },
            _ => new WebSocketException(target, what) { Status = status, IsTransient = status >= 500 || status == 408, RetryAfter = wait, Help = Help(answer) },
        };
    }

    /// <summary>The proxy wants a user and a password, or others (RFC 9110, section 15.5.8).</summary>
    internal static ProxyException ProxyWantsCredentials(HandshakeRequest request, Exception? cause = null) =>
        new(request.Target, $"The proxy wants a user and a password, or others than it was given: it answered 407 for {request.Server}.", cause)
        {
            Status = 407,
            Help = "They go into the proxy's URL: http://user:password@proxy:3128. " + ProxyHelp(request.Options.Proxy),
        };

    /// <summary>The proxy did not open a way to the server.</summary>
    internal static ProxyException NoTunnel(HandshakeRequest request, string proxy, HttpRequestException cause) => cause.StatusCode switch
    {
        HttpStatusCode.ProxyAuthenticationRequired => ProxyWantsCredentials(request, cause),
        var status => new(
            request.Target,
            $"The proxy {proxy} did not connect to {request.Server}: {(status is { } given ? $"it answered {(int)given}" : Reason(cause))}.",
            cause)
        {
            Status = (int?)status,
            IsTransient = (int?)status >= 500,
            Help = ProxyHelp(request.Options.Proxy),
        },
    };

    /// <summary>The proxy broke before there was a way to the server: it said something else, or nothing.</summary>
    internal static ProxyException BrokenProxy(HandshakeRequest request, string proxy, byte[] said, Exception cause)
    {
        var ended = cause is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } || Find<HttpIOException>(cause)?.HttpRequestError == HttpRequestError.ResponseEnded;
        var what = said.Length > 0 && !said.AsSpan().StartsWith("HTTP/"u8) ? $"does not speak the protocol of a proxy, it said {Words.Quote(said)}"
            : said.Length > 0 ? $"did not answer with valid HTTP: {Reason(cause)}"
            : ended ? "closed the connection without answering"
            : $"broke the connection: {Reason(cause)}";
        return new(request.Target, $"The proxy {proxy} {what}. It was to connect to {request.Server}.", cause)
        {
            IsTransient = said.Length == 0,
            Help = ProxyHelp(request.Options.Proxy),
        };
    }

    /// <summary>An answer 101 that is not what RFC 6455, section 4.1, asks for.</summary>
    internal static WebSocketException Invalid(HandshakeRequest request, string problem) =>
        new(request.Target, $"{request.Server} answered 101, but not with a valid WebSocket handshake: {problem}.") { Status = 101, IsTransient = false };

    internal static NetworkTimeoutException TimedOut(HandshakeRequest request, Exception cause) =>
        new(request.Target, $"{request.Server} did not answer the handshake within {Words.Duration(request.Options.ConnectTimeout)}.", cause)
        {
            Help = "Is it a WebSocket server? Raise connect-timeout if it is only slow.",
        };

    /// <summary>Where a proxy comes from, for whoever wonders.</summary>
    internal static string ProxyHelp(ProxySettings proxy) => proxy.IsSystem
        ? "The proxy comes from HTTP_PROXY, HTTPS_PROXY or ALL_PROXY; NO_PROXY excepts hosts."
        : "The proxy comes from the input `proxy`; `no-proxy` excepts hosts.";

    /// <summary>Why a connection broke, for people, without a full stop.</summary>
    internal static string Reason(Exception cause) => Find<SocketException>(cause) switch
    {
        { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown } => "it was reset",
        { } socket => socket.Message.TrimEnd('.'),
        null => cause.GetBaseException().Message.TrimEnd('.'),
    };

    internal static T? Find<T>(Exception? exception) where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found) return found;
        }
        return null;
    }

    static string? Challenge(HandshakeAnswer answer, WebSocketClientOptions options) => answer.Header("WWW-Authenticate") is { Length: > 0 } challenge
        ? $"It asks for {Words.Quote(challenge)}{(options.Auth is null ? ": give `auth`." : ".")}"
        : options.Auth is null ? "Give `auth`, or the header that the server wants." : null;

    static string? Help(HandshakeAnswer answer) => answer.Status switch
    {
        >= 300 and < 400 when answer.Header("Location") is { Length: > 0 } to =>
            $"It redirects to {Words.Quote(to)}. A WebSocket does not follow: give that URL, with ws:// or wss://.",
        >= 200 and < 300 => "There is a web server, but no WebSocket at this path. Is the path right?",
        404 => "Is the path right?",
        426 when answer.Header("Sec-WebSocket-Version") is { Length: > 0 } versions =>
            $"It speaks version {versions} of the WebSocket protocol, and Runner version 13 (RFC 6455).",
        426 => answer.Header("Upgrade") is { Length: > 0 } other ? $"It wants the protocol {Words.Quote(other)}." : null,
        502 or 503 or 504 => "A gateway that cannot reach the server behind it looks like this.",
        _ => null,
    };

    static TimeSpan? RetryAfter(string value, DateTimeOffset now)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return null;
        return date > now ? date - now : TimeSpan.Zero;
    }
}
