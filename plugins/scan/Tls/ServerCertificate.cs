using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Scan.Tls;

/// <summary>What a server shows in a handshake, judged but not refused.</summary>
static class ServerCertificate
{
    /// <summary>Shakes hands with a server, whoever it is.</summary>
    /// <exception cref="AuthenticationException">There is no handshake.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    internal static async ValueTask<(SslStream Stream, ScannedTls Facts)> HandshakeAsync(
        Stream wire, string host, List<SslApplicationProtocol>? protocols, TlsSettings trust, TimeProvider time, CancellationToken cancel)
    {
        IReadOnlyList<string> problems = ["it shows no certificate"];
        var client = new SslClientAuthenticationOptions { TargetHost = trust.ServerName ?? host, ApplicationProtocols = protocols };
#pragma warning disable CA5359 // What is wrong with a certificate is what is to be told.
        trust.Apply(client, Judge);
#pragma warning restore CA5359
        client.CertificateChainPolicy = Policy(client.CertificateChainPolicy);
        var tls = new SslStream(wire, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(client, cancel).ConfigureAwait(false);
            var alpn = tls.NegotiatedApplicationProtocol;
            return (tls, Facts(NameOf(tls.SslProtocol), tls.NegotiatedCipherSuite.ToString(), alpn.Protocol.IsEmpty ? null : alpn.ToString(), tls.RemoteCertificate?.GetRawCertData(), problems, time.GetUtcNow()));
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (certificate is X509Certificate2 leaf) problems = trust.Problems(leaf, chain, errors, trust.ServerName ?? host);
            return true;
        }
    }

    /// <summary>What a server said in the clear which refuses the handshake, because it wants our certificate or speaks only what this machine does not.</summary>
    internal static ScannedTls Describe(ServerHello hello, string host, TlsSettings trust, DateTimeOffset now)
    {
        var (version, cipher) = (TlsHello.NameOf(hello.Version), CipherName(hello.Cipher));
        var refusal = hello.WantsCertificate && trust.ShowsNone ? null : "there is no handshake with it";
        if (hello.Certificates.Count == 0) return new() { Protocol = version, CipherSuite = cipher, Distrust = refusal ?? "it shows no certificate" };
        using var chain = new X509Chain { ChainPolicy = Policy(null) };
        var all = new X509Certificate2Collection();
        try
        {
            foreach (var der in hello.Certificates) all.Add(X509CertificateLoader.LoadCertificate(der));
            var client = new SslClientAuthenticationOptions();
            trust.Apply(client, (_, _, _, errors) => errors == SslPolicyErrors.None);
            chain.ChainPolicy = Policy(client.CertificateChainPolicy);
            chain.ChainPolicy.ExtraStore.AddRange(all);
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // for servers
            var errors = chain.Build(all[0]) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors;
            if (!all[0].MatchesHostname(trust.ServerName ?? host)) errors |= SslPolicyErrors.RemoteCertificateNameMismatch;
            var problems = trust.Problems(all[0], chain, errors, trust.ServerName ?? host);
            return Facts(version, cipher, null, hello.Certificates[0], refusal is null ? problems : [.. problems, refusal], now);
        }
        catch (CryptographicException malformed)
        {
            return new() { Protocol = version, CipherSuite = cipher, Distrust = $"what it shows is no certificate: {malformed.Message}" };
        }
        finally
        {
            foreach (var certificate in all) certificate.Dispose();
        }
    }

    internal static string CipherName(ushort suite) => Enum.IsDefined((TlsCipherSuite)suite) ? ((TlsCipherSuite)suite).ToString() : $"0x{suite:x4}";

    /// <summary>A certificate of a stranger must not make us fetch what it points to.</summary>
    static X509ChainPolicy Policy(X509ChainPolicy? given)
    {
        var policy = given?.Clone() ?? new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        policy.DisableCertificateDownloads = true;
        return policy;
    }

    static ScannedTls Facts(string version, string cipher, string? alpn, byte[]? der, IReadOnlyList<string> problems, DateTimeOffset now)
    {
        var certificate = der is null ? null : PeerCertificate.Of(der, now);
        return new()
        {
            Protocol = version,
            CipherSuite = cipher,
            Alpn = alpn,
            Subject = certificate?.Subject,
            Issuer = certificate?.Issuer,
            Names = certificate?.Sans ?? [],
            NotBefore = certificate?.NotBefore,
            NotAfter = certificate?.NotAfter,
            Fingerprint = certificate?.Thumbprint,
            IsTrusted = problems.Count == 0,
            Distrust = problems.Count == 0 ? null : string.Join("; ", problems),
        };
    }

#pragma warning disable CA5397, SYSLIB0039, CS0618 // They are named, not spoken.
    static string NameOf(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls => "TLSv1.0",
        SslProtocols.Tls11 => "TLSv1.1",
        SslProtocols.Tls12 => "TLSv1.2",
        SslProtocols.Tls13 => "TLSv1.3",
        _ => protocol.ToString(),
    };
#pragma warning restore CA5397, SYSLIB0039, CS0618
}
