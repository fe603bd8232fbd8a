using System.Net.Sockets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>What the handler throws, made into the error family: never anything else leaves the plugin.</summary>
static class ExchangeErrors
{
    /// <summary>A failure before the answer's headers were there.</summary>
    internal static Exception BeforeAnswer(Exception cause, ExchangeRequest request)
    {
        // Opening the connection already said precisely what went wrong; the handler wrapped it.
        if (Find<NetworkException>(cause) is { } known) return known;
        if (Find<ActionInputException>(cause) is { } wrong) return wrong;
        var (target, server) = (request.Target, request.Authority);
        var error = (cause as HttpRequestException)?.HttpRequestError ?? (Find<HttpIOException>(cause)?.HttpRequestError) ?? HttpRequestError.Unknown;
        if (request.VersionPolicy == HttpVersionPolicy.RequestVersionExact && SpeaksHttp(request)) return WithoutHttp2(cause, request);
        return error switch
        {
            HttpRequestError.InvalidResponse => NotHttp(cause, request),
            HttpRequestError.ConfigurationLimitExceeded when !SaidSomethingElse(request) =>
                new ProtocolException(target, $"The headers of {server}'s answer are larger than the limit of 64 KiB.", cause),
            HttpRequestError.ConfigurationLimitExceeded => NotHttp(cause, request),
            HttpRequestError.ResponseEnded when SaidSomethingElse(request) => NotHttp(cause, request),
            HttpRequestError.ResponseEnded => Closed(cause, request),
            HttpRequestError.VersionNegotiationError => WithoutHttp2(cause, request),
            HttpRequestError.HttpProtocolError => Http2(cause, request, "instead of answering"),
            HttpRequestError.SecureConnectionError =>
                new TlsException(target, $"No TLS with {server} through the proxy: {cause.GetBaseException().Message}", cause),
            HttpRequestError.ProxyTunnelError => Tunnel(cause, request),
            _ when AlertIn(cause) is { } alert => Refused(alert, cause, request),
            _ => Find<SocketException>(cause) is { } socket ? Lost(socket, request) : Other(cause, request),
        };
    }

    /// <summary>The TLS alert that the peer sent after the handshake, as TLS 1.3 has it for a client's certificate; null when there is none.</summary>
    static string? AlertIn(Exception cause)
    {
        const string mark = " alert ";
        for (Exception? each = cause; each is not null; each = each.InnerException)
        {
            // OpenSSL's words: "error:0A00045C:SSL routines::tlsv13 alert certificate required".
            var at = each.Message.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0 && each.Message.Contains("SSL routines", StringComparison.Ordinal)) return each.Message[(at + mark.Length)..].Trim(' ', '.');
        }
        return null;
    }

    static TlsException Refused(string alert, Exception cause, ExchangeRequest request) =>
        new(request.Target, $"No TLS with {request.Authority}: it refused the connection ({alert}).", cause)
        {
            Help = alert.Contains("certificate", StringComparison.Ordinal) || alert.Contains("unknown ca", StringComparison.Ordinal) || alert.Contains("access denied", StringComparison.Ordinal)
                ? "It wants a client certificate that it trusts: give it as tls.certificate, with tls.key."
                : null,
        };

    /// <summary>A failure while the body was read.</summary>
    internal static NetworkException InBody(Exception cause, ExchangeRequest request, int status, long received)
    {
        var (target, server) = (request.Target, request.Authority);
        if (Find<HttpProtocolException>(cause) is not null) return Http2(cause, request, $"in the body, after {Words.Bytes(received)}", status);
        return Find<HttpIOException>(cause)?.HttpRequestError switch
        {
            HttpRequestError.InvalidResponse =>
                new ProtocolException(target, $"The body of {server}'s answer is not well-formed: {cause.GetBaseException().Message}", cause) { Status = status },
            HttpRequestError.ResponseEnded =>
                new ConnectionFailedException(target, $"{server} closed the connection in the middle of the body, after {Words.Bytes(received)}.", cause)
                {
                    Status = status,
                },
            _ => new ConnectionFailedException(
                target,
                $"The connection to {server} broke in the middle of the body, after {Words.Bytes(received)}: {Reason(cause)}.",
                cause) { Status = status },
        };
    }

    /// <summary>Where a proxy comes from, for whoever wonders.</summary>
    internal static string ProxyHelp(ProxySettings proxy) => proxy.IsSystem
        ? "The proxy comes from HTTP_PROXY, HTTPS_PROXY or ALL_PROXY; NO_PROXY excepts hosts."
        : "The proxy comes from the input `proxy`; `no-proxy` excepts hosts.";

    /// <summary>What to do about an answer 429, which may say how long to wait.</summary>
    internal static string RateLimitedHelp(TimeSpan? wait) =>
        $"{(wait is { } asked ? $"It asks to wait {Words.Duration(asked)}. " : "")}`retry` waits as long as it asks, up to max-delay.";

    /// <summary>The proxy wants a user and a password, or others (RFC 9110, section 15.5.8).</summary>
    internal static ProxyException ProxyWantsCredentials(ExchangeRequest request, Exception? cause = null) =>
        new(request.Target, $"The proxy wants a user and a password, or others than it was given, before it connects to {request.Authority}.", cause)
        {
            Status = 407,
            Help = "They go into the proxy's URL: http://user:password@proxy:3128. " + ProxyHelp(request.Proxy),
        };

    static ProxyException Tunnel(Exception cause, ExchangeRequest request)
    {
        var status = (int?)(cause as HttpRequestException)?.StatusCode;
        if (status == 407) return ProxyWantsCredentials(request, cause);
        // Of SOCKS, only the innermost tells a wrong password from a target that was not reached.
        var said = status is null ? cause.GetBaseException().Message.TrimEnd('.', '"') : $"it answered {status}";
        return new(request.Target, $"The proxy did not connect to {request.Authority}: {said}.", cause)
        {
            Status = status,
            IsTransient = status >= 500,
            Help = ProxyHelp(request.Proxy),
        };
    }

    static ProtocolException NotHttp(Exception cause, ExchangeRequest request)
    {
        var said = request.Connection?.FirstBytes ?? [];
        if (!SaidSomethingElse(request))
            return new ProtocolException(request.Target, $"{request.Authority} did not answer with valid HTTP: {cause.GetBaseException().Message}", cause);
        var tls = said[0] is 0x15 or 0x16;
        return new ProtocolException(request.Target, $"{request.Authority} does not speak HTTP, it said {Words.Quote(said)}.", cause)
        {
            Help = tls ? "It speaks TLS: write https:// instead of http://." : "Is the port right?",
        };
    }

    static ProtocolException WithoutHttp2(Exception cause, ExchangeRequest request) =>
        new(request.Target, $"{request.Authority} does not speak HTTP/2.", cause) { Help = "http-version: auto takes what the server offers." };

    static ConnectionFailedException Closed(Exception cause, ExchangeRequest request) =>
        new(request.Target, $"{request.Authority} closed the connection without answering.", cause)
        {
            Help = request.RequestUri!.Scheme == Uri.UriSchemeHttp
                ? "Is it the right port, or one where https is spoken? A server that restarts does so too."
                : "Is it the right port? A server that restarts does so too.",
        };

    static NetworkException Lost(SocketException socket, ExchangeRequest request) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown =>
            new ConnectionFailedException(request.Target, $"{request.Authority} reset the connection without answering.", socket),
        SocketError.TimedOut => new NetworkTimeoutException(request.Target, $"{request.Authority} stopped answering: the connection timed out.", socket),
        _ => new ConnectionFailedException(request.Target, $"The connection to {request.Authority} failed: {socket.Message}.", socket),
    };

    static ProtocolException Http2(Exception cause, ExchangeRequest request, string when, int? status = null) =>
        new(request.Target, $"{request.Authority} broke off HTTP/2 {when}: {cause.GetBaseException().Message}", cause)
        {
            Status = status,
            IsTransient = Find<HttpProtocolException>(cause)?.ErrorCode is 0 or 7 or 0xb, // NO_ERROR, REFUSED_STREAM, ENHANCE_YOUR_CALM
        };

    static ConnectionFailedException Other(Exception cause, ExchangeRequest request) =>
        new(request.Target, $"The exchange with {request.Authority} failed: {Reason(cause)}.", cause);

    static string Reason(Exception cause) => Find<SocketException>(cause) is { SocketErrorCode: SocketError.ConnectionReset }
        ? "it was reset"
        : cause.GetBaseException().Message.TrimEnd('.');

    /// <summary>Whether the connection has, ever, answered with something like HTTP.</summary>
    static bool SpeaksHttp(ExchangeRequest request) => request.Connection?.FirstBytes.AsSpan().StartsWith("HTTP/"u8) ?? false;

    /// <summary>Whether the peer said something that is not HTTP, as far as the bytes below TLS can tell.</summary>
    static bool SaidSomethingElse(ExchangeRequest request) =>
        request.RequestUri!.Scheme == Uri.UriSchemeHttp && request.Connection?.FirstBytes is { Length: > 0 } && !SpeaksHttp(request);

    static T? Find<T>(Exception? exception) where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found) return found;
        }
        return null;
    }
}
