using System.ComponentModel.DataAnnotations;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.WebSockets;

/// <summary>The inputs of the actions that open a WebSocket.</summary>
public abstract record WebSocketInputs : PeerInputs
{
    /// <summary>Where to: an absolute URL with ws or wss, such as <c>wss://example.com/feed</c>.</summary>
    [StartsWith("ws://", "wss://")]
    public required string Url { get; init; }

    /// <summary>The subprotocols to offer, the preferred one first, such as <c>mqtt</c>. The server chooses one, or none.</summary>
    public IReadOnlyList<string>? Subprotocols { get; init; }

    /// <summary>Header fields of the handshake.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Who asks.</summary>
    public WebSocketAuth? Auth { get; init; }

    /// <summary>The <c>Origin</c> to send, as browsers do, such as <c>https://example.com</c>. Some servers let in only their own pages.</summary>
    public string? Origin { get; init; }

    /// <summary>When pings are sent, and how long the answer may take.</summary>
    public WebSocketKeepAlive KeepAlive { get; init; } = new();

    /// <summary>Whether to offer compression (permessage-deflate, RFC 7692). It costs up to 300 KiB of memory for each connection.</summary>
    public bool Compression { get; init; }

    /// <summary>How to compress; giving it offers compression.</summary>
    public WebSocketCompression? CompressionOptions { get; init; }

    /// <summary>
    /// The proxy to go through: a URL with http, https, socks4, socks4a or socks5, such as <c>http://proxy.example.com:3128</c>, perhaps
    /// with a user and a password; <c>none</c> for none. Without it HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY count.
    /// </summary>
    public string? Proxy { get; init; }

    /// <summary>
    /// Hosts to reach without the <c>proxy</c>: names (their subdomains too), addresses, networks such as <c>10.0.0.0/8</c>.
    /// </summary>
    public IReadOnlyList<string>? NoProxy { get; init; }

    /// <summary>The largest message to accept, in bytes after decompression. A larger one is a protocol error, and ends the connection.</summary>
    [Range(1, int.MaxValue / 2)]
    public long MaxMessageSize { get; init; } = WebSocketClientOptions.DefaultMaxMessageSize;

    /// <summary>What the inputs say.</summary>
    /// <exception cref="ActionInputException">One of them cannot work.</exception>
    private protected WebSocketClientOptions Options(ActionContext context)
    {
        var proxy = ProxySettings.Parse(Proxy, NoProxy);
        if (Tls is not null && Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeWs && ProxyOf(url, proxy)?.Scheme != Uri.UriSchemeHttps)
            throw new ActionInputException("tls", "`tls` is given, and `url` starts with ws://, which is without TLS: write wss://, or leave `tls` out.");
        return Options(context, proxy);
    }

    static Uri? ProxyOf(Uri url, ProxySettings proxy) => proxy.ToWebProxy() is { } way && !way.IsBypassed(url) ? way.GetProxy(url) : null;

    WebSocketClientOptions Options(ActionContext context, ProxySettings proxy) => new()
    {
        Subprotocols = Subprotocols,
        Headers = Headers,
        Auth = Auth,
        Origin = Origin,
        KeepAlive = KeepAlive,
        Compression = CompressionOptions ?? (Compression ? new() : null),
        MaxMessageSize = MaxMessageSize,
        Tls = Trust(context),
        Dialing = Dialing(context),
        Proxy = proxy,
        ConnectTimeout = OpeningLimit,
        Time = context.Time,
        SecretDerived = context.Mask,
    };
}
