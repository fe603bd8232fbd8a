using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>
/// A connection over TCP or a Unix domain socket, with or without TLS, whose peer is waited for with limits: of time, and of what it
/// may send. One send and one receive can run at a time; others wait for their turn.
/// </summary>
/// <example><code>
/// await using var mail = await TcpClient.ConnectAsync("mail.example.com", 25);
/// var greeting = await mail.ReceiveAsync(ReceiveUntil.Line);
/// await mail.StartTlsAsync(StartTlsProtocol.Smtp);
/// </code></example>
public sealed class TcpClient : IConnection
{
    /// <summary>How long to wait for a peer, to send or to receive, where nothing else is said.</summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(10);

    /// <summary>How much one receive lets in, in bytes, where nothing else is said: 1 MiB.</summary>
    public const int DefaultMaxSize = 1024 * 1024;

    const int PieceSize = 16 * 1024;

    readonly PeerConnection connection;
    readonly TcpClientOptions options;
    readonly ReceiveBuffer buffer = new();
    readonly SemaphoreSlim sending = new(1), receiving = new(1);
    TlsFacts? security;
    bool peerClosed, sendFailed;
    int disposed;

    internal TcpClient(PeerConnection connection, string host, string target, TcpClientOptions options)
    {
        this.connection = connection;
        this.options = options;
        Host = host;
        Description = target;
        Remote = connection.Remote is { } remote ? NameOf(remote) : target;
        Local = NameOf(connection.Wire.Socket.LocalEndPoint);
    }

    /// <summary>The name that the peer was asked for by, and that its certificate must be for.</summary>
    public string Host { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Who answered: <c>192.0.2.1:25</c>, or the path of a Unix domain socket.</summary>
    public string Remote { get; }

    /// <summary>From where: <c>192.0.2.7:40000</c>; empty for a Unix domain socket without a path of its own.</summary>
    public string Local { get; }

    /// <summary>Where the time of opening went.</summary>
    public TcpTimings Timings => new(connection.Dns, connection.Connect, connection.Tls, connection.Dns + connection.Connect + connection.Tls);

    /// <summary>What the TLS handshake came to; null without TLS.</summary>
    public TlsFacts? Security => connection.Security is { } tls ? security ??= TlsFacts.Of(tls, options.Time.GetUtcNow()) : null;

    /// <summary>How many bytes were sent, without what TLS adds.</summary>
    public long Sent { get; private set; }

    /// <summary>How many bytes have come, without what TLS adds.</summary>
    public long Received { get; private set; }

    /// <summary>Whether it was closed on this side.</summary>
    public bool IsClosed => disposed != 0;

    /// <summary>Told every piece that comes; the memory is good only until it returns.</summary>
    internal Action<ReadOnlyMemory<byte>>? Arrived { get; set; }

    /// <summary>Bytes that have come and that nobody has taken.</summary>
    internal int Waiting => buffer.Length;

    internal PeerConnection Connection => connection;

    /// <summary>Connects to a host.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="options">How; null for plain TCP.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    /// <exception cref="ConnectionFailedException">Nobody accepted.</exception>
    /// <exception cref="NetworkTimeoutException">It took longer than the options allow.</exception>
    /// <exception cref="TlsException">The certificate was refused, or there was no handshake.</exception>
    public static async ValueTask<TcpClient> ConnectAsync(string host, int port, TcpClientOptions? options = null, CancellationToken cancel = default)
    {
        options ??= TcpClientOptions.Default;
        options.KeepAlive?.Check();
        host = host.Trim('[', ']');
        var target = options.Dialing.UnixSocket ?? Words.Server(host, port);
        var connection = await Dialer.OpenAsync(options.AddressOf(host, port, target), null, cancel).ConfigureAwait(false);
        try
        {
            var socket = connection.Wire.Socket;
            if (socket.AddressFamily != AddressFamily.Unix) socket.NoDelay = options.NoDelay;
            options.KeepAlive?.Apply(socket);
            return new(connection, host, target, options);
        }
        catch (SocketException cause)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw TcpErrors.Broken(cause, target, "as soon as it was open", options.Tls is not null);
        }
    }

    /// <summary>Connects to a Unix domain socket.</summary>
    /// <inheritdoc cref="ConnectAsync"/>
    /// <param name="path">The full path of the socket.</param>
    /// <param name="options">How; null for plain.</param>
    /// <param name="cancel">Gives up.</param>
    public static ValueTask<TcpClient> ConnectUnixAsync(string path, TcpClientOptions? options = null, CancellationToken cancel = default)
    {
        options ??= TcpClientOptions.Default;
        return ConnectAsync("localhost", 0, options with { Dialing = options.Dialing with { UnixSocket = path } }, cancel);
    }

    /// <summary>Sends bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="wait">How long the peer may take to let them all in; null for <see cref="DefaultWait"/>. Waiting for an earlier send to end counts. A send that fails may have sent a part: after it nothing more is sent, and what has come can still be received.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ConnectionFailedException">The connection was lost, or closed on this side.</exception>
    /// <exception cref="NetworkTimeoutException">The peer does not read.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, TimeSpan? wait = null, CancellationToken cancel = default)
    {
        using var limit = new TimeLimit(wait ?? DefaultWait, options.Time, cancel);
        await TurnAsync(sending, limit, wait, "sends").ConfigureAwait(false);
        try
        {
            RefuseWhenClosed();
            RefuseAfterFailedSend();
            sendFailed = true; // until it is whole: what was cut off cannot be told from what would follow
            await connection.Stream.WriteAsync(bytes, limit.Token).ConfigureAwait(false);
            sendFailed = false;
            Sent += bytes.Length;
        }
        catch (OperationCanceledException cause) when (limit.IsOver)
        {
            throw new NetworkTimeoutException(Description, $"{Description} did not take {Words.Bytes(bytes.Length)} within {Words.Duration(wait ?? DefaultWait)}: it does not read.", cause);
        }
        catch (Exception cause) when (cause is IOException or ObjectDisposedException or InvalidOperationException or SocketException)
        {
            throw TcpErrors.Broken(cause, Description, "while something was sent to it", connection.Security is not null);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Says that nothing more will be sent; the peer can still be heard. With TLS, says so there first (close_notify).</summary>
    /// <exception cref="ConnectionFailedException">The connection was lost, or closed on this side.</exception>
    public async ValueTask HalfCloseAsync(CancellationToken cancel = default)
    {
        await sending.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            RefuseWhenClosed();
            RefuseAfterFailedSend();
            if (connection.Security is { } tls) await tls.ShutdownAsync().WaitAsync(DefaultWait, cancel).ConfigureAwait(false);
            connection.Wire.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception cause) when (cause is IOException or ObjectDisposedException or SocketException or TimeoutException)
        {
            throw TcpErrors.Broken(cause, Description, "while it was half closed", connection.Security is not null);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Receives up to something. What came after it is kept for the next receive; so is all that came, when it fails.</summary>
    /// <param name="until">What ends it.</param>
    /// <param name="wait">How long it may take; null for <see cref="DefaultWait"/>.</param>
    /// <param name="maxSize">How many bytes it may be.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="NetworkTimeoutException">It did not come in time.</exception>
    /// <exception cref="ConnectionFailedException">The connection was closed or lost before it came.</exception>
    /// <exception cref="ProtocolException">It is larger than <paramref name="maxSize"/>.</exception>
    public ValueTask<TcpReceived> ReceiveAsync(ReceiveUntil until, TimeSpan? wait = null, int maxSize = DefaultMaxSize, CancellationToken cancel = default) =>
        ReceiveUntilAsync(until, wait, maxSize, hasInputs: true, cancel);

    /// <param name="until">What ends it.</param>
    /// <param name="wait">How long it may take.</param>
    /// <param name="maxSize">How many bytes it may be.</param>
    /// <param name="hasInputs">Whether errors may name the inputs <c>wait</c> and <c>max-size</c>.</param>
    /// <param name="cancel">Gives up.</param>
    internal async ValueTask<TcpReceived> ReceiveUntilAsync(ReceiveUntil until, TimeSpan? wait, int maxSize, bool hasInputs, CancellationToken cancel)
    {
        using var limit = new TimeLimit(wait ?? DefaultWait, options.Time, cancel);
        var started = Stopwatch.GetTimestamp();
        await TurnAsync(receiving, limit, wait, "receives").ConfigureAwait(false);
        try
        {
            RefuseWhenClosed();
            for (var searched = 0; ;)
            {
                var count = until.Find(buffer.Unread, ref searched, out var match);
                if (count > maxSize || (count < 0 && buffer.Length > maxSize)) throw TcpErrors.TooMuch(Description, until.Silence is null ? until.Wanted : "a pause", maxSize, hasInputs);
                if (count >= 0) return Take(count, match);
                if (peerClosed) return until.UntilClosed || until.Silence is not null ? Take(buffer.Length, null) : throw TcpErrors.ClosedEarly(Description, until.Wanted, buffer.Unread);
                if (until.Silence is not null && buffer.Length > 0) limit.EndWithin(until.Silence.Value);
                await ReadAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException cause) when (limit.IsOver)
        {
            if (until.Silence is not null && buffer.Length > 0) return Take(buffer.Length, null);
            throw TcpErrors.Silent(Description, until.Wanted, wait ?? DefaultWait, buffer.Unread, cause, hasInputs);
        }
        finally
        {
            receiving.Release();
        }

        TcpReceived Take(int count, System.Text.RegularExpressions.Match? match)
        {
            var bytes = buffer.Take(count);
            if (until.WithoutEnd) bytes = bytes.AsSpan().EndsWith("\r\n"u8) ? bytes[..^2] : bytes[..^1];
            return new(bytes, match, peerClosed && buffer.Length == 0, Stopwatch.GetElapsedTime(started));
        }
    }

    /// <summary>Goes over to TLS on the open connection.</summary>
    /// <param name="protocol">Which words ask for it first; <see cref="StartTlsProtocol.None"/> for none: the peer expects the handshake.</param>
    /// <param name="settings">How the peer is trusted; null for what the connection was made with, else as this machine does.</param>
    /// <param name="alpn">The protocols to offer (ALPN).</param>
    /// <param name="wait">How long it may all take; null for <see cref="DefaultWait"/>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="TlsException">The peer does not want to, its certificate was refused, or there was no handshake.</exception>
    /// <exception cref="ProtocolException">The peer does not speak <paramref name="protocol"/>, or sent more in the clear than it should.</exception>
    /// <exception cref="NetworkTimeoutException">It took too long.</exception>
    /// <exception cref="ConnectionFailedException">The connection was lost.</exception>
    public async ValueTask<TlsFacts> StartTlsAsync(
        StartTlsProtocol protocol = StartTlsProtocol.None,
        TlsSettings? settings = null,
        IReadOnlyList<string>? alpn = null,
        TimeSpan? wait = null,
        CancellationToken cancel = default)
    {
        RefuseWhenClosed();
        RefuseAfterFailedSend();
        if (connection.Security is not null) throw new ActionInputException("connection", $"The connection to {Description} speaks TLS already.");
        var limit = wait ?? DefaultWait;
        await new StartTlsDance(this, limit, "protocol", cancel).RunAsync(protocol).ConfigureAwait(false);
        var address = (options with { Tls = settings ?? options.Tls ?? TlsSettings.Default, Alpn = alpn ?? options.Alpn, ConnectTimeout = limit }).AddressOf(Host, PortOf, Description);
        await connection.SecureAsync(address, cancel).ConfigureAwait(false);
        return Security!;
    }

    /// <summary>Goes over to TLS as the server, on a connection that a client made to us.</summary>
    internal async ValueTask AcceptTlsAsync(TlsSettings settings, TimeSpan wait, CancellationToken cancel)
    {
        RefuseTextBeforeTls();
        await connection.SecureAsServerAsync(settings, Description, wait, cancel).ConfigureAwait(false);
    }

    /// <summary>Waits, as long as it takes, for the peer to say more; false when it has closed instead.</summary>
    internal async ValueTask<bool> HearsMoreAsync(CancellationToken cancel)
    {
        if (!peerClosed) await ReadAsync(cancel).ConfigureAwait(false);
        return !peerClosed;
    }

    /// <summary>All that has come and that nobody has taken.</summary>
    internal byte[] TakeWaiting() => buffer.Take(buffer.Length);

    /// <summary>Closes with a reset: the peer's next read fails, and what it has not read is lost.</summary>
    public async ValueTask ResetAsync()
    {
        if (IsClosed) return;
        connection.Wire.Socket.LingerState = new LingerOption(true, 0);
        connection.Wire.Socket.Dispose(); // before the stream: it would say goodbye first
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What comes in the clear and then passes for secured could be anyone's (CVE-2011-0411).</summary>
    internal void RefuseTextBeforeTls()
    {
        if (buffer.Length > 0)
            throw new ProtocolException(Description, $"{Description} went on in the clear where TLS was to begin: {Words.Quote(buffer.Unread)}.");
    }

    int PortOf => connection.Remote?.Port ?? 0;

    void RefuseWhenClosed()
    {
        if (IsClosed) throw new ActionInputException("connection", $"The connection to {Description} was closed by an earlier step.");
    }

    void RefuseAfterFailedSend()
    {
        if (!sendFailed) return;
        throw new ConnectionFailedException(Description, $"An earlier send to {Description} failed, perhaps in the middle: what followed would not be understood.")
        {
            IsTransient = false,
            Help = "Open another connection.",
        };
    }

    /// <summary>Waits until whoever does the same on this connection is done: that counts for the limit.</summary>
    async ValueTask TurnAsync(SemaphoreSlim turn, TimeLimit limit, TimeSpan? wait, string does)
    {
        try
        {
            await turn.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cause) when (limit.IsOver)
        {
            throw new NetworkTimeoutException(Description, $"The connection to {Description} was not free within {Words.Duration(wait ?? DefaultWait)}: another step {does} over it.", cause);
        }
    }

    async ValueTask ReadAsync(CancellationToken cancel)
    {
        try
        {
            var count = await connection.Stream.ReadAsync(buffer.Room(PieceSize), cancel).ConfigureAwait(false);
            peerClosed = count == 0;
            Received += count;
            var piece = buffer.Filled(count);
            if (count > 0) Arrived?.Invoke(piece);
        }
        catch (Exception cause) when (cause is IOException or ObjectDisposedException or InvalidOperationException or SocketException)
        {
            throw TcpErrors.Broken(cause, Description, buffer.Length == 0 ? "while it was waited for" : $"after it sent {Words.Quote(buffer.Unread)}", connection.Security is not null);
        }
    }

    static string NameOf(EndPoint? endPoint) => endPoint switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } ip => Words.Server(ip.Address.MapToIPv4().ToString(), ip.Port),
        IPEndPoint ip => Words.Server(ip.Address.ToString(), ip.Port),
        null => "",
        _ => endPoint.ToString() ?? "",
    };
}
