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

    /// <summary>Whether the server's certificate must be trusted, current and for its name.</summary>
    public bool VerifyTls { get; init; } = true;

    /// <summary>Which version of HTTP to speak.</summary>
    public HttpProtocol HttpVersion { get; init; } = HttpProtocol.Auto;

    /// <summary>The largest body to accept, in bytes, after decompression.</summary>
    public long MaxBodySize { get; init; } = DefaultMaxBodySize;

    /// <summary>How long a connection may take: name resolution, TCP and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

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
}
