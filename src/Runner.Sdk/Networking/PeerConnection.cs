using System.Net;
using System.Net.Security;

namespace Runner.Sdk.Networking;

/// <summary>An open connection, and where the time of opening it went.</summary>
public sealed class PeerConnection : IAsyncDisposable
{
    internal PeerConnection(PeerStream wire) => Wire = wire;

    /// <summary>What is said over the connection: through TLS where there is TLS.</summary>
    public Stream Stream => (Stream?)Security ?? Wire;

    /// <summary>The bytes below any TLS.</summary>
    public PeerStream Wire { get; }

    /// <summary>TLS; null without.</summary>
    public SslStream? Security { get; internal set; }

    /// <summary>Who answered; null for a Unix domain socket.</summary>
    public IPEndPoint? Remote => Wire.Socket.RemoteEndPoint as IPEndPoint;

    /// <summary>How long the name took to look up; 0 for an address.</summary>
    public TimeSpan Dns { get; internal set; }

    /// <summary>How long TCP took to open.</summary>
    public TimeSpan Connect { get; internal set; }

    /// <summary>How long the TLS handshake took; 0 without TLS.</summary>
    public TimeSpan Tls { get; internal set; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
