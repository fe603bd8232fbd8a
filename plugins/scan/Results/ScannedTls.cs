namespace Runner.Plugins.Scan;

/// <summary>TLS as a port speaks it.</summary>
public sealed record ScannedTls
{
    /// <summary>The version that was agreed on, such as <c>TLSv1.3</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The cipher suite by its IANA name.</summary>
    public string? CipherSuite { get; init; }

    /// <summary>The protocol that was agreed on above it (ALPN), such as <c>h2</c>.</summary>
    public string? Alpn { get; init; }

    /// <summary>Whom the certificate is for, as a distinguished name.</summary>
    public string? Subject { get; init; }

    /// <summary>Who signed it.</summary>
    public string? Issuer { get; init; }

    /// <summary>The names and addresses that it is valid for.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>From when it is valid.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Until when it is valid.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Its SHA-256 fingerprint, in hexadecimal.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Whether this machine trusts it for the name that was asked for.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>Why not; null when it does.</summary>
    public string? Distrust { get; init; }
}
