using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>
/// A WebSocket (RFC 6455). Messages are read as they come, wait to be received, and stop being read when too many wait. It is safe to
/// use from several threads; each message goes to one receiver.
/// </summary>
/// <example><code>
/// await using var socket = await WebSocketClient.ConnectAsync("wss://example.com/feed");
/// await socket.SendTextAsync("subscribe");
/// await foreach (var message in socket.ReceiveAllAsync()) Console.WriteLine(message.Text);
/// </code></example>
public sealed class WebSocketClient : IConnection
{
    /// <summary>How long a peer may take to answer a close frame, unless the caller says.</summary>
    public static readonly TimeSpan DefaultCloseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The longest reason that fits a close frame, in bytes (RFC 6455, section 5.5).</summary>
    const int LongestReason = 123;

    /// <summary>How long disposing waits for the peer to say goodbye.</summary>
    static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(2);

    readonly HandshakeRequest request;
    readonly MessageInbox inbox;
    readonly Connection connection;
    readonly SemaphoreSlim sending = new(1, 1);

    WebSocketClient(HandshakeRequest request, Link link)
    {
        this.request = request;
        inbox = new(request.Options.MaxBufferedMessages, request.Options.MaxBufferedBytes);
        connection = new(request, inbox, link);
    }

    /// <summary>What came of the handshake: of the last one, when there were several.</summary>
    public WebSocketHandshake Handshake => connection.Handshake;

    /// <summary>How often the connection was lost and opened again.</summary>
    public int Reconnects => connection.Reconnects;

    /// <summary>How the connection ended; null while it is open, or being opened again.</summary>
    public WebSocketClose? Closed => inbox.End is { } end ? end.Close with { Unread = inbox.Unread } : null;

    /// <inheritdoc/>
    public string Description => request.Target;

    /// <summary>Opens a WebSocket.</summary>
    /// <param name="url">An absolute URL with ws or wss. A user and password in it are used as basic authentication.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    /// <exception cref="ConnectionFailedException">No connection, or it was lost in the handshake.</exception>
    /// <exception cref="NetworkTimeoutException">The connection or the answer took too long.</exception>
    /// <exception cref="TlsException">The server's certificate was refused, or the TLS handshake failed.</exception>
    /// <exception cref="ProxyException">The proxy refused or failed.</exception>
    /// <exception cref="AuthenticationException">The server answered 401 or 403.</exception>
    /// <exception cref="RateLimitedException">The server answered 429.</exception>
    /// <exception cref="WebSocketException">The server answered anything else that is no WebSocket.</exception>
    /// <exception cref="ProtocolException">The peer does not speak HTTP.</exception>
    /// <exception cref="ActionInputException">The URL or an option cannot work: the message says why.</exception>
    public static async Task<WebSocketClient> ConnectAsync(string url, WebSocketClientOptions? options = null, CancellationToken cancel = default)
    {
        var request = HandshakeRequest.Create(url, OptionRules.Checked(options ?? new()));
        return new(request, await OpeningHandshake.RunAsync(request, cancel).ConfigureAwait(false));
    }

    /// <summary>Sends a text message. See <see cref="SendAsync"/>.</summary>
    public Task SendTextAsync(string text, CancellationToken cancel = default) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageKind.Text, cancel);

    /// <summary>Sends a value as JSON, in a text message. See <see cref="SendAsync"/>.</summary>
    public Task SendJsonAsync(JsonElement value, CancellationToken cancel = default) =>
        SendAsync(Encoding.UTF8.GetBytes(value.GetRawText()), WebSocketMessageKind.Text, cancel);

    /// <summary>
    /// Sends a message. While a lost connection is being opened again it waits for that. Cancelling it in the middle of a message
    /// ends the connection: nothing could follow half a message.
    /// </summary>
    /// <exception cref="ActionInputException">It is text, and not UTF-8.</exception>
    /// <exception cref="NetworkException">The connection has ended: how is what <see cref="ReceiveAsync"/> would say too.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageKind type = WebSocketMessageKind.Binary, CancellationToken cancel = default)
    {
        if (type == WebSocketMessageKind.Text && !System.Text.Unicode.Utf8.IsValid(message.Span))
            throw new ActionInputException("text", "`text` is not valid UTF-8, which a text message must be (RFC 6455, section 5.6).");
        await sending.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var link = await connection.CurrentAsync(cancel).ConfigureAwait(false);
            try
            {
                var kind = type == WebSocketMessageKind.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
                await link.Socket.SendAsync(message, kind, endOfMessage: true, cancel).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is System.Net.WebSockets.WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                cancel.ThrowIfCancellationRequested();
                throw await connection.WhyAsync(link, cause).ConfigureAwait(false);
            }
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The next message.</summary>
    /// <exception cref="WebSocketException">The WebSocket was closed; <see cref="NetworkException.Status"/> is the close code.</exception>
    /// <exception cref="ConnectionFailedException">The connection was lost without a close frame.</exception>
    /// <exception cref="NetworkTimeoutException">The peer did not answer pings.</exception>
    /// <exception cref="ProtocolException">The peer broke the protocol, or sent more than the limits allow.</exception>
    public async ValueTask<WebSocketMessage> ReceiveAsync(CancellationToken cancel = default) =>
        await inbox.TakeAsync(cancel).ConfigureAwait(false) ?? throw inbox.End!.ToError();

    /// <summary>Messages as they come, until the WebSocket is closed with 1000 (normal closure) or 1001 (going away), or by us.</summary>
    /// <exception cref="NetworkException">It ended in any other way: see <see cref="ReceiveAsync"/>.</exception>
    public async IAsyncEnumerable<WebSocketMessage> ReceiveAllAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        while (await inbox.TakeAsync(cancel).ConfigureAwait(false) is { } message) yield return message;
        var end = inbox.End!;
        if (!connection.WeClosed && !(end.Close is { Clean: true, Code: CloseCodes.Normal or CloseCodes.GoingAway })) throw end.ToError();
    }

    /// <summary>
    /// Waits until the WebSocket has ended, however it did. Messages that nobody receives keep it from being read to its end once
    /// too many wait; use <see cref="WebSocketClientOptions.OnMessage"/>, or receive them.
    /// </summary>
    /// <exception cref="Exception">What <see cref="WebSocketClientOptions.OnMessage"/> threw.</exception>
    public async Task<WebSocketClose> WaitForCloseAsync(CancellationToken cancel = default)
    {
        await connection.Running.WaitAsync(cancel).ConfigureAwait(false);
        return connection.HandlerFailed ? throw inbox.End!.ToError() : Closed!;
    }

    /// <summary>
    /// Closes it: sends a close frame and waits for the peer's. What comes meanwhile can still be received, as far as there is room.
    /// Nothing happens when it has ended already.
    /// </summary>
    /// <param name="code">Why: 1000 to 1003, 1007 to 1014, or 3000 to 4999.</param>
    /// <param name="reason">Why, in words: up to 123 bytes.</param>
    /// <param name="timeout">How long the peer may take; null for 5 s. Then the connection is ended without its answer.</param>
    /// <param name="cancel">Ends the wait, and the connection.</param>
    /// <returns>How it ended: not clean when the peer did not answer.</returns>
    /// <exception cref="ActionInputException">The code may not be sent, or the reason is too long.</exception>
    public async Task<WebSocketClose> CloseAsync(
        int code = CloseCodes.Normal, string reason = "", TimeSpan? timeout = null, CancellationToken cancel = default)
    {
        if (!CloseCodes.MayBeSent(code))
            throw new ActionInputException("code", $"`code` is {code}: an endpoint may send 1000 to 1003, 1007 to 1014, and 3000 to 4999 (RFC 6455, section 7.4).");
        if (Encoding.UTF8.GetByteCount(reason) > LongestReason)
            throw new ActionInputException("reason", $"`reason` is longer than {LongestReason} bytes, which is all that a close frame holds.");
        await connection.CloseAsync(code, reason, timeout ?? DefaultCloseTimeout, cancel).ConfigureAwait(false);
        return Closed!;
    }

    /// <summary>Closes it politely when it is open: with 1000, and 2 seconds for the peer to answer.</summary>
    public async ValueTask DisposeAsync()
    {
        await connection.CloseAsync(CloseCodes.Normal, "", DisposeTimeout, CancellationToken.None).ConfigureAwait(false);
        connection.Dispose();
    }

    /// <summary>The next message; null when there is none any more, because the connection has ended.</summary>
    internal ValueTask<WebSocketMessage?> TakeAsync(CancellationToken cancel) => inbox.TakeAsync(cancel);

    /// <summary>The error that the end of the connection is.</summary>
    internal Exception EndError() => inbox.End!.ToError();
}
