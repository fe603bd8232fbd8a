using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Runner.Sdk.Networking;

/// <summary>An open connection, and where the time of opening it went.</summary>
public sealed class PeerConnection : IAsyncDisposable
{
    /// <summary>A connection that is open already, such as one that a client made to us.</summary>
    public PeerConnection(PeerStream wire) => Wire = wire;

    /// <summary>What is said over the connection: through TLS where there is TLS.</summary>
    public Stream Stream => (Stream?)Security ?? Wire;

    /// <summary>The bytes below any TLS.</summary>
    public PeerStream Wire { get; }

    /// <summary>TLS; null without.</summary>
    public SslStream? Security { get; internal set; }

    /// <summary>Who answered; null for a Unix domain socket, and when the peer has gone before it was asked for.</summary>
    public IPEndPoint? Remote
    {
        get
        {
            try
            {
                return Wire.Socket.RemoteEndPoint as IPEndPoint;
            }
            catch (SocketException)
            {
                return null; // reset: the system does not know any more. The next read says what happened.
            }
        }
    }

    /// <summary>How long the name took to look up; 0 for an address.</summary>
    public TimeSpan Dns { get; internal set; }

    /// <summary>How long TCP took to open.</summary>
    public TimeSpan Connect { get; internal set; }

    /// <summary>How long the TLS handshake took; 0 without TLS.</summary>
    public TimeSpan Tls { get; internal set; }

    /// <summary>Goes over to TLS on the open connection, as its client: what STARTTLS commands lead to.</summary>
    /// <param name="peer">Whom it is to, and how it is trusted; the time limit counts from now.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="TlsException">The certificate was refused, or there was no handshake. The connection is of no more use.</exception>
    /// <exception cref="NetworkTimeoutException">It took longer than <see cref="PeerAddress.ConnectTimeout"/>.</exception>
    /// <exception cref="ActionInputException">A file of <see cref="PeerAddress.Tls"/> cannot be used.</exception>
    public async ValueTask SecureAsync(PeerAddress peer, CancellationToken cancel)
    {
        if (peer.Tls is null) throw new ArgumentException("Without settings there is no TLS.", nameof(peer));
        _ = peer.Tls.Material;
        using var limit = new OpeningLimit(peer, cancel) { Phase = OpeningLimit.Handshake };
        var started = Stopwatch.GetTimestamp();
        try
        {
            Wire.ForgetFirstBytes();
            await TlsHandshake.RunAsync(this, peer, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cause) when (limit.IsOver)
        {
            throw limit.Error(cause);
        }
        Tls = Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Goes over to TLS on a connection that a client made to us, as its server.</summary>
    /// <param name="settings">Our certificate, and whose clients we trust: see <see cref="TlsSettings.ForServer"/>.</param>
    /// <param name="client">The client, for errors: <c>127.0.0.1:40000</c>.</param>
    /// <param name="within">How long the handshake may take.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="TlsException">There was no handshake. The connection is of no more use.</exception>
    /// <exception cref="NetworkTimeoutException">It took too long.</exception>
    /// <exception cref="ActionInputException">A file of the settings cannot be used, or there is no certificate.</exception>
    public async ValueTask SecureAsServerAsync(TlsSettings settings, string client, TimeSpan within, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(within);
        var started = Stopwatch.GetTimestamp();
        try
        {
            Wire.ForgetFirstBytes();
            await TlsHandshake.AcceptAsync(this, settings, client, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cause) when (!cancel.IsCancellationRequested)
        {
            throw new NetworkTimeoutException(client, $"No TLS with the client {client} within {Words.Duration(within)}.", cause);
        }
        Tls = Stopwatch.GetElapsedTime(started);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
