using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Runner.Plugins.Http;

/// <summary>Puts TLS over the connections of a server.</summary>
sealed class StubTlsLayer : IDisposable
{
    /// <summary>How long a client may take to shake hands.</summary>
    static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(30);

    readonly StubAuthority authority;
    readonly SslStreamCertificateContext context;
    readonly ClientCertificateMode mode;
    readonly TimeProvider time;

    internal StubTlsLayer(StubTls tls, TimeProvider time)
    {
        this.time = time;
        mode = tls.ClientCertificate;
        authority = new StubAuthority(tls, time);
        context = SslStreamCertificateContext.Create(authority.Server, additionalCertificates: null, offline: true);
        if (mode is not ClientCertificateMode.None) (ClientCertificate, ClientKey) = authority.SignClient(time.GetUtcNow());
    }

    /// <summary>The certificate of the authority that signed the server's, as PEM.</summary>
    internal string Authority => authority.Pem;

    internal string? ClientCertificate { get; }

    internal string? ClientKey { get; }

    /// <summary>Shakes hands with a client; the subject of the client's certificate comes with the stream.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The client does not, or not as is wanted.</exception>
    internal async ValueTask<(SslStream Stream, string? Client)> ShakeHandsAsync(Stream inner, Action<string>? log, CancellationToken cancel)
    {
        var stream = new SslStream(inner);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(HandshakeLimit);
        try
        {
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = context,
                ClientCertificateRequired = mode is not ClientCertificateMode.None,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                RemoteCertificateValidationCallback = mode is ClientCertificateMode.None ? null : (_, certificate, _, _) => Accepts(certificate, log),
            };
            await stream.AuthenticateAsServerAsync(options, limit.Token).ConfigureAwait(false);
            return (stream, stream.RemoteCertificate?.Subject);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void Dispose() => authority.Dispose();

    bool Accepts(X509Certificate? certificate, Action<string>? log)
    {
        if (certificate is null)
        {
            if (mode is ClientCertificateMode.Require) log?.Invoke("A client has no certificate: refused");
            return mode is ClientCertificateMode.Request;
        }
        if (certificate is X509Certificate2 full && authority.Trusts(full, time.GetUtcNow(), out var why)) return true;
        else why = "it is not what this server's authority signed";
        log?.Invoke($"The client certificate {Words.Quote(certificate.Subject)} is refused: {why}");
        return false;
    }
}
