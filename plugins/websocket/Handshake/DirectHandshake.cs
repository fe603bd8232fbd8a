using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.WebSockets;

/// <summary>
/// The handshake with a server that is reached without a proxy, over a connection of our own: it costs an open WebSocket no buffers
/// of an HTTP client, tells where the time went, and what a peer said that does not speak HTTP (docs/adr/0015).
/// </summary>
static class DirectHandshake
{
    static readonly List<SslApplicationProtocol> Http1 = [SslApplicationProtocol.Http11];

    /// <exception cref="NetworkException">There is no connection, or no answer in HTTP.</exception>
    internal static async ValueTask<HandshakeAnswer> RunAsync(HandshakeRequest request, string key, CancellationToken cancel)
    {
        var options = request.Options;
        var peer = new PeerAddress(request.Host, request.Url.Port, request.Target)
        {
            Dialing = options.Dialing,
            ConnectTimeout = options.ConnectTimeout,
            Tls = request.IsSecure ? options.Tls : null,
            Protocols = Http1,
        };
        var connection = await Dialer.OpenAsync(peer, null, cancel).ConfigureAwait(false);
        try
        {
            return await AskAsync(request, key, connection, cancel).ConfigureAwait(false);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    static async ValueTask<HandshakeAnswer> AskAsync(HandshakeRequest request, string key, PeerConnection connection, CancellationToken cancel)
    {
        var stream = connection.Stream;
        try
        {
            await stream.WriteAsync(request.ToBytes(key), cancel).ConfigureAwait(false);
            await stream.FlushAsync(cancel).ConfigureAwait(false);
            var head = await AnswerHead.ReadAsync(stream, cancel).ConfigureAwait(false);
            return new()
            {
                Status = head.Status,
                Reason = head.Reason,
                Headers = head.Headers,
                Stream = stream,
                Rest = head.Rest,
                Excerpt = head.Status != 101 && IsText(head.Headers) ? Encoding.UTF8.GetString(head.Rest) : "",
                Opening = Opening.Of(connection),
            };
        }
        catch (InvalidDataException cause)
        {
            throw NotHttp(request, connection, cause);
        }
        catch (EndOfStreamException cause)
        {
            if (connection.Security is null && connection.Wire.FirstBytes is { Length: > 0 } said && !said.AsSpan().StartsWith("HTTP/"u8))
                throw NotHttp(request, connection, cause);
            throw new ConnectionFailedException(request.Target, $"{request.Server} closed the connection without answering the handshake.", cause)
            {
                Help = "Is it a WebSocket server? Some close at once when they expect TLS: then write wss://.",
            };
        }
        catch (Exception cause) when (cause is IOException or SocketException)
        {
            cancel.ThrowIfCancellationRequested();
            throw new ConnectionFailedException(
                request.Target, $"The connection to {request.Server} broke in the handshake: {HandshakeErrors.Reason(cause)}.", cause);
        }
    }

    static bool IsText(Dictionary<string, string> headers) => headers.TryGetValue("Content-Type", out var type)
        && (type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase));

    static ProtocolException NotHttp(HandshakeRequest request, PeerConnection connection, Exception cause)
    {
        var said = connection.Wire.FirstBytes;
        if (connection.Security is not null || said.AsSpan().StartsWith("HTTP/"u8))
        {
            var why = cause is InvalidDataException ? cause.Message : "it ended too early";
            return new(request.Target, $"The answer of {request.Server} to the handshake is not valid HTTP/1.1: {why}.", cause);
        }
        var tls = said is [0x15 or 0x16, ..];
        return new(request.Target, $"{request.Server} does not speak HTTP, it said {Words.Quote(said)}.", cause)
        {
            Help = tls ? "It speaks TLS: write wss:// instead of ws://." : "Is the port right?",
        };
    }
}
