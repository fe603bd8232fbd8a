using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>How an <see cref="HttpSession"/> behaves.</summary>
public sealed record HttpSessionOptions
{
    /// <summary>10 MiB, the default of <see cref="MaxBodySize"/>.</summary>
    public const long DefaultMaxBodySize = 10 * 1024 * 1024;

    /// <summary>Header fields for every call.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Who asks, for calls that do not say.</summary>
    public HttpAuth? Auth { get; init; }

    /// <summary>Whether redirects are followed. When not, the redirect is the response.</summary>
    public bool FollowRedirects { get; init; } = true;

    /// <summary>How many redirects one call may follow.</summary>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>How the server's certificate is judged, and which one we show.</summary>
    public TlsSettings Tls { get; init; } = TlsSettings.Default;

    /// <summary>How servers are reached: given addresses, a local address, a Unix domain socket.</summary>
    public DialOptions Dialing { get; init; } = DialOptions.Default;

    /// <summary>The proxy to go through.</summary>
    public ProxySettings Proxy { get; init; } = ProxySettings.System;

    /// <summary>Which version of HTTP to speak.</summary>
    public HttpProtocol HttpVersion { get; init; } = HttpProtocol.Auto;

    /// <summary>The largest body to accept, in bytes, after decompression.</summary>
    public long MaxBodySize { get; init; } = DefaultMaxBodySize;

    /// <summary>How long a connection may take: name resolution, TCP and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = Dialer.DefaultConnectTimeout;

    /// <summary>The clock for dates (Retry-After, days until a certificate ends). Durations are always measured, never taken from it.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told each secret that is made from the given ones, before it is used.</summary>
    internal Action<string>? SecretDerived { get; init; }

    /// <summary>What a connection for these options must be like.</summary>
    internal ConnectionSettings Connection =>
        ReferenceEquals(Tls, TlsSettings.Default) && ReferenceEquals(Dialing, DialOptions.Default) && ReferenceEquals(Proxy, ProxySettings.System)
            && HttpVersion != HttpProtocol.Http3
            ? ConnectionSettings.Default
            : new(Tls, Dialing, Proxy, HttpVersion == HttpProtocol.Http3);
}
