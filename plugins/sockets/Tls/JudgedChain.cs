using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>What was found of a server's certificate.</summary>
sealed record JudgedChain(IReadOnlyList<InspectedCertificate> Chain, IReadOnlyList<string> Problems, bool NameMatches)
{
    /// <summary>Judges what a handshake gave. It is read at once: the handshake disposes it.</summary>
    internal static JudgedChain Of(X509Certificate2 leaf, X509Chain? chain, SslPolicyErrors errors, string host, TlsSettings settings, DateTimeOffset now)
    {
        var path = chain is { ChainElements.Count: > 0 } ? chain.ChainElements.Select(element => element.Certificate).ToList() : [leaf];
        var sent = chain?.ChainPolicy.ExtraStore.Select(certificate => certificate.Thumbprint).ToHashSet() ?? [];
        sent.Add(leaf.Thumbprint);
        return new(
            [.. path.Select(certificate => InspectedCertificate.Of(certificate, now, sent.Contains(certificate.Thumbprint)))],
            settings.Problems(leaf, chain, errors, host),
            !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch));
    }

    /// <summary>Judges the certificates of a handshake that was not finished, as one that was would be.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">They are no certificates.</exception>
    internal static JudgedChain Of(List<byte[]> certificates, string host, TlsSettings settings, DateTimeOffset now)
    {
        var all = new X509Certificate2Collection();
        using var chain = new X509Chain();
        try
        {
            foreach (var der in certificates) all.Add(X509CertificateLoader.LoadCertificate(der));
            var client = new SslClientAuthenticationOptions();
            settings.Apply(client, (_, _, _, errors) => errors == SslPolicyErrors.None);
            chain.ChainPolicy = client.CertificateChainPolicy?.Clone() ?? new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
            chain.ChainPolicy.ExtraStore.AddRange(all);
            chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1")); // for servers
            var errors = chain.Build(all[0]) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors;
            if (!all[0].MatchesHostname(host)) errors |= SslPolicyErrors.RemoteCertificateNameMismatch;
            return Of(all[0], chain, errors, host, settings, now);
        }
        finally
        {
            foreach (var certificate in all) certificate.Dispose();
        }
    }
}
