namespace Runner.Plugins.Sockets;

/// <summary>What a server shows of its TLS.</summary>
public sealed record TlsInspection
{
    /// <summary>Who answered: <c>192.0.2.1:443</c>.</summary>
    public required string Remote { get; init; }

    /// <summary>Whether a client like this one trusts the server: there are no <c>problems</c>.</summary>
    public bool Trusted => Problems.Count == 0;

    /// <summary>All that is wrong with the certificate, for people, such as <c>it expired on 2026-01-31 00:00 UTC</c>. Empty when nothing is.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Whether the certificate is for the host.</summary>
    public required bool NameMatches { get; init; }

    /// <summary>Whole days until the certificate expires, rounded down; negative when it has.</summary>
    public int DaysLeft => Certificate.DaysLeft;

    /// <summary>Whole days until the first certificate of the chain expires.</summary>
    public int ChainDaysLeft => Chain.Min(certificate => certificate.DaysLeft);

    /// <summary>The server's certificate.</summary>
    public InspectedCertificate Certificate => Chain[0];

    /// <summary>The server's certificate, who signed it, who signed that, as far as they are known: up to an authority when it is trusted.</summary>
    public required IReadOnlyList<InspectedCertificate> Chain { get; init; }

    /// <summary>The version of TLS that was agreed on: <c>1.3</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The cipher suite that was agreed on, by its IANA name.</summary>
    public required string Cipher { get; init; }

    /// <summary>The protocol that was agreed on (ALPN); null for none.</summary>
    public string? Alpn { get; init; }

    /// <summary>
    /// Whether the server sends a response of OCSP with its certificate (RFC 6066, section 8). Asked for with TLS 1.2; null where the
    /// server speaks only 1.3, in which it is encrypted.
    /// </summary>
    public bool? Stapled { get; init; }

    /// <summary>Whether the server asks for a client's certificate. Asked for with TLS 1.2; null where the server speaks only 1.3.</summary>
    public bool? WantsCertificate { get; init; }

    /// <summary>The versions of TLS that the server accepts, of 1.0 to 1.3; null when they were not asked for.</summary>
    public IReadOnlyList<string>? Versions { get; init; }

    /// <summary>Where the time of opening the connection went.</summary>
    public required TcpTimings Timings { get; init; }
}
