using Runner.Sdk.Networking;

namespace Runner.Plugins.WebSockets;

/// <summary>What came of the opening handshake (RFC 6455, section 4).</summary>
public sealed class WebSocketHandshake
{
    PeerCertificate? certificate;

    /// <summary>The URL that was connected to, without any user and password.</summary>
    public required string Url { get; init; }

    /// <summary>The HTTP status: 101.</summary>
    public required int Status { get; init; }

    /// <summary>The headers of the server's answer by name, in any case; of one that came several times, joined with a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The subprotocol that the server chose; null when it chose none.</summary>
    public string? Subprotocol { get; init; }

    /// <summary>The extensions in force as the server wrote them, such as <c>permessage-deflate</c>; empty for none.</summary>
    public required string Extensions { get; init; }

    /// <summary>Whether messages are compressed (permessage-deflate, RFC 7692).</summary>
    public bool Compression { get; init; }

    /// <summary>Who answered, such as <c>127.0.0.1:443</c>: the server, or the proxy when there is one.</summary>
    public required string RemoteAddress { get; init; }

    /// <summary>The server's certificate; null without TLS.</summary>
    public PeerCertificate? Certificate => certificate ??= EncodedCertificate is { } der ? PeerCertificate.Of(der, Time) : null;

    /// <summary>Where the time went.</summary>
    public required WebSocketTimings Timings { get; init; }

    /// <summary>The certificate in DER: to parse it for each of thousands of connections would take seconds, and few look at it.</summary>
    internal byte[]? EncodedCertificate { get; init; }

    internal DateTimeOffset Time { get; init; }
}

/// <summary>Where the time of opening went. They read as milliseconds in expressions.</summary>
/// <param name="Dns">Looking up the name; 0 for an address.</param>
/// <param name="Connect">Opening the TCP connection.</param>
/// <param name="Tls">The TLS handshake; 0 without TLS, and inside a proxy's tunnel, where it counts to the handshake.</param>
/// <param name="Handshake">From the request for a WebSocket until the server agreed.</param>
/// <param name="Total">All of it.</param>
public sealed record WebSocketTimings(TimeSpan Dns, TimeSpan Connect, TimeSpan Tls, TimeSpan Handshake, TimeSpan Total);
