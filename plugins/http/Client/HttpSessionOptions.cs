using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>How an <see cref="HttpSession"/> behaves.</summary>
public sealed record HttpSessionOptions
{
    /// <summary>10 MiB, the default of <see cref="MaxBodySize"/>.</summary>
    public const long DefaultMaxBodySize = 10 * 1024 * 1024;

    /// <summary>
    /// What relative URLs of calls are relative to (RFC 3986, section 5): with <c>https://example.com/v1/</c>, <c>users</c> is
    /// <c>https://example.com/v1/users</c> and <c>/users</c> is <c>https://example.com/users</c>. A path that does not end
    /// with a slash loses its last part. It has no user and no password.
    /// </summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>
    /// Header fields for every call. With a <see cref="BaseUrl"/>, Authorization, Proxy-Authorization, Cookie and Host go to its
    /// origin only.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Who asks, for calls that do not say. With a <see cref="BaseUrl"/>, only its origin gets to know.</summary>
    public HttpAuth? Auth { get; init; }

    /// <summary>
    /// Where cookies are kept and taken from; null for no cookies. A jar with a file is saved when the session is disposed.
    /// </summary>
    public CookieJar? Cookies { get; init; }

    /// <summary>Whether redirects are followed. When not, the redirect is the response.</summary>
    public bool FollowRedirects { get; init; } = true;

    /// <summary>How many redirects one call may follow.</summary>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>How the server's certificate is judged, and which one we show.</summary>
    public TlsSettings Tls { get; init; } = TlsSettings.Default;

    /// <summary>How servers are reached: given addresses, a local address, a Unix domain socket.</summary>
    public DialOptions Dialing { get; init; } = DialOptions.Ambient;

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

    /// <summary>How many requests each target may get in a time; more wait for their turn.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>When to leave a target that fails alone for a while.</summary>
    public CircuitBreaker? CircuitBreaker { get; init; }

    /// <summary>What is known of the targets, shared with others; null for the session's own.</summary>
    internal TargetStates? Targets { get; init; }

    /// <summary>Whether a call that is given up on says nothing about its target: another, faster one made it useless.</summary>
    internal bool MayBeBeaten { get; init; }

    /// <summary>Told each secret that is made from the given ones, before it is used.</summary>
    internal Action<string>? SecretDerived { get; init; }

    /// <summary>What a connection for these options must be like.</summary>
    internal ConnectionSettings Connection =>
        ReferenceEquals(Tls, TlsSettings.Default) && ReferenceEquals(Dialing, DialOptions.Default) && ReferenceEquals(Proxy, ProxySettings.System)
            && HttpVersion != HttpProtocol.Http3
            ? ConnectionSettings.Default
            : new(Tls, Dialing, Proxy, HttpVersion == HttpProtocol.Http3);

    /// <summary>Told, in one line, what the user should know though the call goes on.</summary>
    internal Action<string>? Warn { get; init; }
}
