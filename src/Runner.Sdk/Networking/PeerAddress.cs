using System.Net.Security;

namespace Runner.Sdk.Networking;

/// <summary>Whom to connect to, and how.</summary>
/// <param name="Host">A name or an address, without brackets.</param>
/// <param name="Port">The port, 1 to 65535.</param>
/// <param name="Target">Whom errors name: a URL, a <c>host:port</c>. Without credentials.</param>
public sealed record PeerAddress(string Host, int Port, string Target)
{
    /// <summary>The way there.</summary>
    public DialOptions Dialing { get; init; } = DialOptions.Ambient;

    /// <summary>How long opening may take: name resolution, TCP and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = Dialer.DefaultConnectTimeout;

    /// <summary>How the peer is trusted, for a connection that starts with TLS; null for one without.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>The name that the certificate must be for; null for <see cref="Host"/>.</summary>
    public string? TlsHost { get; init; }

    /// <summary>Judges the peer's certificate in place of <see cref="Tls"/>, which still says what the chain is built with; null for none.</summary>
    public RemoteCertificateValidationCallback? Judge { get; init; }

    /// <summary>The protocols to offer in the handshake (ALPN, RFC 7301); null for none.</summary>
    public List<SslApplicationProtocol>? Protocols { get; init; }
}
