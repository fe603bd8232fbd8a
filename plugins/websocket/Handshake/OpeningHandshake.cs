using System.Diagnostics;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>Opens a WebSocket: the request, the answer, and whether the one fits the other (RFC 6455, section 4.1).</summary>
static class OpeningHandshake
{
    const string Suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <exception cref="NetworkException">There is no WebSocket; the subtype and the message say why.</exception>
    internal static async Task<Link> RunAsync(HandshakeRequest request, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var key = HandshakeRequest.NewKey();
        // The connection has the limit, and then the answer has it again: a slow network and a slow server are not the same.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(request.Options.ConnectTimeout * 2);
        HandshakeAnswer answer;
        try
        {
            answer = IsProxied(request)
                ? await new ProxiedHandshake(request).RunAsync(key, limit.Token).ConfigureAwait(false)
                : await DirectHandshake.RunAsync(request, key, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cause) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw HandshakeErrors.TimedOut(request, cause);
        }
        try
        {
            if (answer.Status != 101) throw HandshakeErrors.Refused(request, answer, request.Options.Time.GetUtcNow());
            var (subprotocol, deflate) = Check(request, answer, key);
            return new Link(request, answer.Stream, answer.Rest, subprotocol, deflate, Facts(request, answer, subprotocol, deflate is not null, started));
        }
        catch
        {
            await answer.Stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    static bool IsProxied(HandshakeRequest request) =>
        request.Options.Proxy.ToWebProxy() is { } proxy && !proxy.IsBypassed(request.Url) && proxy.GetProxy(request.Url) is not null;

    static (string? Subprotocol, WebSocketDeflateOptions? Deflate) Check(HandshakeRequest request, HandshakeAnswer answer, string key)
    {
        if (!answer.Header("Upgrade").Equals("websocket", StringComparison.OrdinalIgnoreCase))
            throw HandshakeErrors.Invalid(request, $"the header Upgrade is {Shown(answer, "Upgrade")} instead of \"websocket\"");
        if (!answer.Header("Connection").Split(',', StringSplitOptions.TrimEntries).Contains("Upgrade", StringComparer.OrdinalIgnoreCase))
            throw HandshakeErrors.Invalid(request, $"the header Connection is {Shown(answer, "Connection")} instead of \"Upgrade\"");
        if (!answer.Header("Sec-WebSocket-Accept").Equals(Accept(key), StringComparison.Ordinal))
            throw HandshakeErrors.Invalid(request, $"Sec-WebSocket-Accept is {Shown(answer, "Sec-WebSocket-Accept")}, which does not answer our key");

        var subprotocol = answer.Headers.TryGetValue("Sec-WebSocket-Protocol", out var chosen) ? chosen : null;
        if (subprotocol is not null && request.Options.Subprotocols?.Contains(subprotocol, StringComparer.Ordinal) != true)
        {
            var offered = request.Options.Subprotocols is { Count: > 0 } names ? string.Join(", ", names) : "none";
            throw HandshakeErrors.Invalid(request, $"it chose the subprotocol {Words.Quote(subprotocol)}, and offered were: {offered}");
        }
        var deflate = Deflate.Accept(request.Options.Compression, answer.Header("Sec-WebSocket-Extensions"), out var wrong);
        return wrong is null ? (subprotocol, deflate) : throw HandshakeErrors.Invalid(request, $"it chose {wrong}");
    }

    static string Shown(HandshakeAnswer answer, string header) => answer.Header(header) is { Length: > 0 } value ? Words.Quote(value) : "missing";

#pragma warning disable CA5350 // RFC 6455 says SHA-1. It proves that the server understood, and protects nothing.
    static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Suffix)));
#pragma warning restore CA5350

    static WebSocketHandshake Facts(HandshakeRequest request, HandshakeAnswer answer, string? subprotocol, bool compression, long started)
    {
        var (opening, total) = (answer.Opening, Stopwatch.GetElapsedTime(started));
        return new()
        {
            Url = request.Target,
            Status = answer.Status,
            Headers = answer.Headers,
            Subprotocol = subprotocol,
            Extensions = answer.Header("Sec-WebSocket-Extensions"),
            Compression = compression,
            RemoteAddress = opening.Remote?.ToString() ?? "",
            EncodedCertificate = opening.Certificate,
            Time = request.Options.Time.GetUtcNow(),
            Timings = new(opening.Dns, opening.Connect, opening.Tls, total - opening.Dns - opening.Connect - opening.Tls, total),
        };
    }
}
