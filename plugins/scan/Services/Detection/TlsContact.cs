using System.Net.Security;
using System.Net.Sockets;
using Runner.Plugins.Scan.Tls;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Scan.Services;

/// <summary>TLS with a port that may or may not speak it.</summary>
/// <param name="target">The port.</param>
/// <param name="trust">Whom its certificate is judged by.</param>
/// <param name="wait">How long a handshake may take.</param>
/// <param name="time">The clock.</param>
sealed class TlsContact(PortTarget target, TlsSettings trust, TimeSpan wait, TimeProvider time)
{
    /// <summary>Shakes hands; null when the port does not speak TLS. Without a stream the port speaks TLS, and refuses us.</summary>
    internal async ValueTask<TlsTalk?> TryOpenAsync(CancellationToken cancel)
    {
        // A server that knows neither of the names which we offer may refuse (RFC 7301, section 3.2), as one of HTTP/2 alone does.
        var (talk, speaks) = await HandshakeAsync([SslApplicationProtocol.Http11], cancel).ConfigureAwait(false);
        if (talk is null && speaks) (talk, _) = await HandshakeAsync(null, cancel).ConfigureAwait(false);
        if (talk is not null || !speaks) return talk;
        var flight = await TlsHello.AskAsync(target.EndPoint, new(TlsHello.Tls12) { Host = target.Name }, wait, cancel).ConfigureAwait(false);
        return flight is { Version: not 0 } ? new(null, ServerCertificate.Describe(flight, target.Host, trust, time.GetUtcNow())) : new(null, new() { Protocol = "TLS", Distrust = "there is no handshake with it" });
    }

    /// <summary>Another connection to a port that is known to speak TLS; null when there is none.</summary>
    internal async ValueTask<Stream?> TryReopenAsync(CancellationToken cancel) => (await TryOpenAsync(cancel).ConfigureAwait(false))?.Stream;

    async ValueTask<(TlsTalk? Talk, bool SpeaksTls)> HandshakeAsync(List<SslApplicationProtocol>? protocols, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(wait);
        PeerStream? wire = null;
        try
        {
            var socket = new Socket(target.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(target.EndPoint, limit.Token).ConfigureAwait(false);
                wire = new PeerStream(socket);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
            var (tls, facts) = await ServerCertificate.HandshakeAsync(wire, target.Host, protocols, trust, time, limit.Token).ConfigureAwait(false);
            return (new(tls, facts), true);
        }
        catch (Exception failure) when (Conversation.IsPeers(failure) || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            if (wire is null) return (null, false);
            var first = wire.FirstBytes;
            await wire.DisposeAsync().ConfigureAwait(false);
            // A record of the handshake or an alert (RFC 8446, section 5.1): who sends one speaks TLS.
            return (null, first is [0x15 or 0x16, 3, <= 4, ..]);
        }
    }
}

/// <summary>TLS with a port.</summary>
/// <param name="Stream">What is said inside of it; null when the port refused the handshake.</param>
/// <param name="Facts">What the handshake told.</param>
sealed record TlsTalk(SslStream? Stream, ScannedTls Facts);
