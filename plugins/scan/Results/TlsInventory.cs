namespace Runner.Plugins.Scan;

/// <summary>The TLS of many servers.</summary>
/// <param name="Endpoints">The ports that speak TLS, by host and number.</param>
/// <param name="Others">The ports that do not, and why: closed, silent, another protocol.</param>
public sealed record TlsInventory(IReadOnlyList<TlsEndpoint> Endpoints, IReadOnlyList<TlsEndpoint> Others)
{
    /// <summary>The one whose certificate expires first; null when there is no certificate.</summary>
    public TlsEndpoint? SoonestExpiry => Endpoints.Where(endpoint => endpoint.DaysLeft is not null).MinBy(endpoint => endpoint.Tls!.NotAfter);

    /// <summary>Those that this machine does not trust.</summary>
    public IReadOnlyList<TlsEndpoint> Untrusted => [.. Endpoints.Where(endpoint => !endpoint.Tls!.IsTrusted)];

    /// <summary>Those that speak TLS 1.0 or 1.1 (RFC 8996), or take weak ciphers.</summary>
    public IReadOnlyList<TlsEndpoint> Weak => [.. Endpoints.Where(endpoint => endpoint.IsWeak)];

    /// <summary>All that is wrong with any of them, each with the server in front, for people.</summary>
    public IReadOnlyList<string> Problems => [.. Endpoints.SelectMany(endpoint => endpoint.Problems.Select(problem => $"{endpoint}: {problem}"))];
}

/// <summary>A port, and its TLS.</summary>
public sealed record TlsEndpoint
{
    /// <summary>The name or the address that it was given by.</summary>
    public required string Host { get; init; }

    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>The port.</summary>
    public required int Port { get; init; }

    /// <summary>What was agreed on, and the certificate; null where no TLS is spoken.</summary>
    public ScannedTls? Tls { get; init; }

    /// <summary>Why there is no TLS; null where there is.</summary>
    public string? Failure { get; init; }

    /// <summary>The versions that the server accepts, of <c>TLSv1.0</c> to <c>TLSv1.3</c>.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>The weak cipher suites that it takes, by their IANA names: without encryption or authentication, of export strength, RC4, DES, 3DES.</summary>
    public IReadOnlyList<string> WeakCiphers { get; init; } = [];

    /// <summary>Whole days until the certificate expires, rounded down; negative when it has; null without one.</summary>
    public int? DaysLeft { get; init; }

    /// <summary>Whether it speaks TLS 1.0 or 1.1, or takes weak ciphers.</summary>
    public bool IsWeak => WeakCiphers.Count > 0 || OldVersions.Any();

    /// <summary>All that is wrong with it, for people.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            var problems = new List<string>();
            if (Tls is { Distrust: { } why }) problems.Add(why);
            if (OldVersions.Any()) problems.Add($"it accepts {string.Join(" and ", OldVersions)}");
            if (WeakCiphers.Count > 0) problems.Add($"it takes {string.Join(", ", WeakCiphers)}");
            return problems;
        }
    }

    IEnumerable<string> OldVersions => Versions.Where(version => version is "TLSv1.0" or "TLSv1.1");

    /// <inheritdoc/>
    public override string ToString() => Sdk.Words.Server(Host, Port);
}
