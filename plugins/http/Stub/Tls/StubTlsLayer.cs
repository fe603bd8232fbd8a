using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Runner.Sdk;

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

    /// <summary>Shakes hands with a client and serves it.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The client does not, or not as is wanted.</exception>
    internal async Task ServeAsync(Socket socket, StubService service, CancellationToken cancel)
    {
        // Disposing it says no goodbye: a truncated answer is one.
        var stream = new SslStream(new NetworkStream(socket));
        await using (stream.ConfigureAwait(false))
        {
            await ShakeHandsAsync(stream, service, cancel).ConfigureAwait(false);
            await new StubConnection(socket, stream, stream.RemoteCertificate?.Subject, service).ServeAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the client that nothing more comes.</summary>
    internal static Task SayGoodbyeAsync(Stream stream) => ((SslStream)stream).ShutdownAsync();

    async ValueTask ShakeHandsAsync(SslStream stream, StubService service, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(HandshakeLimit);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = context,
            ClientCertificateRequired = mode is not ClientCertificateMode.None,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            RemoteCertificateValidationCallback = mode is ClientCertificateMode.None ? null : (_, certificate, _, _) => Accepts(certificate, service.Options.Log),
        };
        await stream.AuthenticateAsServerAsync(options, limit.Token).ConfigureAwait(false);
    }

    public void Dispose() => authority.Dispose();

    bool Accepts(X509Certificate? certificate, Action<string>? log)
    {
        if (certificate is null)
        {
            if (mode is ClientCertificateMode.Require) log?.Invoke("A client has no certificate: refused");
            return mode is ClientCertificateMode.Request;
        }
        if (certificate is X509Certificate2 full && authority.Trusts(full, time.GetUtcNow())) return true;
        log?.Invoke($"The client certificate {Words.Quote(certificate.Subject)} is refused: it is not what this server's authority signed");
        return false;
    }
}
