using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.WebSockets;

/// <summary>How a <see cref="WebSocketClient"/> connects and behaves.</summary>
public sealed record WebSocketClientOptions
{
    /// <summary>16 MiB, the default of <see cref="MaxMessageSize"/>.</summary>
    public const long DefaultMaxMessageSize = 16 * 1024 * 1024;

    /// <summary>The subprotocols to offer, the preferred one first. The server chooses one, or none.</summary>
    public IReadOnlyList<string>? Subprotocols { get; init; }

    /// <summary>Header fields of the handshake.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Who asks; null for the user and password of the URL, if it has them.</summary>
    public WebSocketAuth? Auth { get; init; }

    /// <summary>The <c>Origin</c> to send, as browsers do; null for none.</summary>
    public string? Origin { get; init; }

    /// <summary>The compression to offer; null for none.</summary>
    public WebSocketCompression? Compression { get; init; }

    /// <summary>When pings are sent.</summary>
    public WebSocketKeepAlive KeepAlive { get; init; } = new();

    /// <summary>The largest message to accept, in bytes after decompression.</summary>
    public long MaxMessageSize { get; init; } = DefaultMaxMessageSize;

    /// <summary>How many messages may wait to be received. With more, reading stops, which in time stops the sender.</summary>
    public int MaxBufferedMessages { get; init; } = 1000;

    /// <summary>How many bytes of messages may wait to be received; one message more may have been read.</summary>
    public long MaxBufferedBytes { get; init; } = DefaultMaxMessageSize;

    /// <summary>How a lost connection is opened again; null when it is not.</summary>
    public WebSocketReconnect? Reconnect { get; init; }

    /// <summary>How the server's certificate is judged, and which one we show.</summary>
    public TlsSettings Tls { get; init; } = TlsSettings.Default;

    /// <summary>How the server is reached: given addresses, a local address, a Unix domain socket.</summary>
    public DialOptions Dialing { get; init; } = DialOptions.Ambient;

    /// <summary>The proxy to go through.</summary>
    public ProxySettings Proxy { get; init; } = ProxySettings.System;

    /// <summary>How long the connection may take (name resolution, TCP and TLS together), and then the server's answer again.</summary>
    public TimeSpan ConnectTimeout { get; init; } = Dialer.DefaultConnectTimeout;

    /// <summary>The clock for dates and waits. Durations are always measured, never taken from it.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Takes each message as it comes, one after the other, in place of <see cref="WebSocketClient.ReceiveAsync"/>; reading waits for
    /// it. The token says that the client is being closed. What it throws ends the client, and comes out of
    /// <see cref="WebSocketClient.WaitForCloseAsync"/>.
    /// </summary>
    public Func<WebSocketMessage, CancellationToken, ValueTask>? OnMessage { get; init; }

    /// <summary>Told before each try to open a lost connection again.</summary>
    public Action<WebSocketReconnecting>? OnReconnecting { get; init; }

    /// <summary>Told when a lost connection is open again.</summary>
    public Action<WebSocketHandshake>? OnReconnected { get; init; }

    /// <summary>Told once when the connection has ended for good.</summary>
    public Action<WebSocketClose>? OnClosed { get; init; }

    /// <summary>Told each secret that is made from the given ones, before it is used.</summary>
    internal Action<string>? SecretDerived { get; init; }
}

/// <summary>A try to open a lost connection again, about to be made.</summary>
/// <param name="Attempt">Which try, counted from 1 after each loss.</param>
/// <param name="Wait">How long it is waited for.</param>
/// <param name="Cause">What went wrong before: the loss, or the try before this one.</param>
public sealed record WebSocketReconnecting(int Attempt, TimeSpan Wait, NetworkException Cause);
