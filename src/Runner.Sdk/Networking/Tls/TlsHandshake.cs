using System.Net.Security;

namespace Runner.Sdk.Networking;

/// <summary>TLS on a fresh connection, and what went wrong with it.</summary>
static class TlsHandshake
{
    /// <exception cref="TlsException">The certificate was refused, or there was no handshake.</exception>
    internal static async ValueTask RunAsync(PeerConnection connection, PeerAddress peer, CancellationToken cancel)
    {
        string? refusal = null;
        var tls = new SslStream(connection.Stream, leaveInnerStreamOpen: false);
        try
        {
            var options = peer.Tls!.ForClient(peer.TlsHost ?? peer.Host, peer.Protocols, reason => refusal = reason);
            if (peer.Judge is { } judge) options.RemoteCertificateValidationCallback = judge;
            await tls.AuthenticateAsClientAsync(options, cancel).ConfigureAwait(false);
            connection.Security = tls;
        }
        catch (Exception cause)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            if (cause is OperationCanceledException or ActionInputException) throw;
            throw TlsErrors.From(cause, peer, refusal, connection.Wire.FirstBytes);
        }
    }

    /// <exception cref="TlsException">The client's certificate was refused, or there was no handshake.</exception>
    internal static async ValueTask AcceptAsync(PeerConnection connection, TlsSettings settings, string client, CancellationToken cancel)
    {
        string? refusal = null;
        var options = settings.ForServer(reason => refusal = reason);
        var tls = new SslStream(connection.Stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsServerAsync(options, cancel).ConfigureAwait(false);
            connection.Security = tls;
        }
        catch (Exception cause)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            if (cause is OperationCanceledException) throw;
            throw TlsErrors.WithClient(cause, client, refusal, connection.Wire.FirstBytes);
        }
    }
}
