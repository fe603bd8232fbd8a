using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>How a <see cref="TlsInspector"/> looks at a server.</summary>
public sealed record TlsInspectorOptions
{
    /// <summary>The way there.</summary>
    public DialOptions Dialing { get; init; } = DialOptions.Ambient;

    /// <summary>How long each connection may take, with its handshake.</summary>
    public TimeSpan ConnectTimeout { get; init; } = Dialer.DefaultConnectTimeout;

    /// <summary>What the server's certificate is judged by, and the certificate that we show.</summary>
    public TlsSettings Tls { get; init; } = TlsSettings.Default;

    /// <summary>Whose words ask for TLS first.</summary>
    public StartTlsProtocol StartTls { get; init; }

    /// <summary>The protocols to offer in the handshake (ALPN).</summary>
    public IReadOnlyList<string> Alpn { get; init; } = [];

    /// <summary>Whether to find out which versions of TLS the server accepts: takes a connection for each.</summary>
    public bool Versions { get; init; }

    /// <summary>The clock that <c>daysLeft</c> counts by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
