using System.Net.Security;

namespace Runner.Plugins.Http;

/// <summary>TLS on a fresh connection, and what went wrong with it.</summary>
static class TlsHandshake
{
    static readonly List<SslApplicationProtocol> Http1 = [SslApplicationProtocol.Http11];
    static readonly List<SslApplicationProtocol> Http2 = [SslApplicationProtocol.Http2];
    static readonly List<SslApplicationProtocol> Either = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    /// <exception cref="Sdk.TlsException">The certificate was refused, or there was no handshake.</exception>
    internal static async ValueTask<SslStream> RunAsync(ConnectionStream connection, ExchangeRequest request, bool verify, CancellationToken cancel)
    {
        var host = request.TlsHost;
        string? refusal = null;
        var tls = new SslStream(connection, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ApplicationProtocols = request.Version.Major < 2 ? Http1
                : request.VersionPolicy == HttpVersionPolicy.RequestVersionExact ? Http2 : Either,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                connection.Facts.Certificate = certificate?.GetRawCertData();
                if (!verify || errors == SslPolicyErrors.None) return true;
                refusal = CertificateRefusal.Describe(certificate, chain, errors, host);
                return false;
            },
        };
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancel).ConfigureAwait(false);
            return tls;
        }
        catch (Exception cause)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            if (cause is OperationCanceledException) throw;
            throw TlsErrors.From(cause, request, refusal, connection.Facts.FirstBytes);
        }
    }
}
