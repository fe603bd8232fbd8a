using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>How a <see cref="TcpClient"/> connects.</summary>
public sealed record TcpClientOptions
{
    /// <summary>Nothing special: plain TCP.</summary>
    public static TcpClientOptions Default => new();

    /// <summary>The way there: local address, family, names with given addresses, a Unix domain socket.</summary>
    public DialOptions Dialing { get; init; } = DialOptions.Ambient;

    /// <summary>How long opening may take: name resolution, TCP and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = Dialer.DefaultConnectTimeout;

    /// <summary>How the peer is trusted, for a connection that starts with TLS; null for one without.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>The protocols to offer in the TLS handshake (ALPN, RFC 7301), such as <c>h2</c>.</summary>
    public IReadOnlyList<string> Alpn { get; init; } = [];

    /// <summary>Keep-alive; null for none.</summary>
    public KeepAlive? KeepAlive { get; init; }

    /// <summary>Whether small pieces are sent at once (TCP_NODELAY), and not gathered.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>The clock for waits and for <c>daysLeft</c> of certificates.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
