using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Runner.Sdk.Networking;

/// <summary>Why a certificate was refused, for people. All the reasons: who repairs one should not meet the next one after it.</summary>
static class CertificateRefusal
{
    internal static string Describe(X509Certificate? received, X509Chain? chain, SslPolicyErrors errors, string host, bool ownAuthorities)
    {
        if (received is null) return "the server sent no certificate";
        if (received is not X509Certificate2 certificate) return $"the certificate \"{received.Subject}\" was refused ({errors})";
        return $"the certificate \"{certificate.Subject}\" cannot be trusted: {string.Join("; ", Reasons(certificate, chain, errors, host, ownAuthorities))}";
    }

    /// <summary>All that is wrong with a certificate; empty when nothing is.</summary>
    internal static List<string> Reasons(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors, string host, bool ownAuthorities)
    {
        var reasons = new List<string>();
        if (errors == SslPolicyErrors.None) return reasons;
        var now = DateTime.Now;
        if (now > certificate.NotAfter) reasons.Add($"it expired on {Words.Date(certificate.NotAfter)}");
        else if (now < certificate.NotBefore) reasons.Add($"it is valid only from {Words.Date(certificate.NotBefore)}");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) reasons.Add($"it is for {Names(certificate)}, not for {host}");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null) AddChain(reasons, certificate, chain, ownAuthorities);
        if (reasons.Count == 0) reasons.Add($"it was refused ({errors})");
        return reasons;
    }

    static void AddChain(List<string> reasons, X509Certificate2 certificate, X509Chain chain, bool ownAuthorities)
    {
        var statuses = X509ChainStatusFlags.NoError;
        foreach (var status in chain.ChainStatus) statuses |= status.Status;

        const X509ChainStatusFlags unknownIssuer = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;
        if ((statuses & unknownIssuer) != 0)
        {
            reasons.Add(certificate.Subject == certificate.Issuer
                ? "it is self-signed"
                : $"its issuer \"{certificate.Issuer}\" is not a certificate authority {(ownAuthorities ? "in tls.ca" : "that this machine trusts")}{NotSent(chain)}");
        }
        if (statuses.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            foreach (var issuer in chain.ChainElements.Skip(1))
            {
                if (issuer.Certificate.NotAfter < DateTime.Now)
                    reasons.Add($"its issuer \"{issuer.Certificate.Subject}\" expired on {Words.Date(issuer.Certificate.NotAfter)}");
            }
        }
        var rest = statuses & ~unknownIssuer & ~X509ChainStatusFlags.NotTimeValid;
        if (rest != X509ChainStatusFlags.NoError) reasons.Add($"its chain is refused ({rest})");
    }

    /// <summary>A server without its intermediate certificates and one with an authority of its own look alike: both are said.</summary>
    static string NotSent(X509Chain chain) =>
        chain.ChainElements.Count <= 1 ? ", and the certificate of that issuer was not sent with it: an intermediate certificate may be missing there" : "";

    static string Names(X509Certificate2 certificate)
    {
        var names = PeerCertificate.NamesOf(certificate);
        return names.Count > 0 ? string.Join(", ", names.Take(5)) + (names.Count > 5 ? ", ..." : "") : $"\"{certificate.Subject}\"";
    }
}
