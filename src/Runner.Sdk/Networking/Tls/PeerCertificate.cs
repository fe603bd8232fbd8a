using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Runner.Sdk.Networking;

/// <summary>A certificate that a peer showed (X.509, RFC 5280).</summary>
/// <param name="Subject">Whom it is for, as a distinguished name: <c>CN=example.com</c>.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="NotBefore">From when it is valid.</param>
/// <param name="NotAfter">Until when it is valid.</param>
/// <param name="DaysLeft">Whole days until <c>notAfter</c>, rounded down; negative when it has expired.</param>
/// <param name="Sans">The DNS names and addresses that it is for (subject alternative names, RFC 5280, section 4.2.1.6).</param>
/// <param name="Thumbprint">The SHA-256 of the certificate, in upper-case hexadecimal.</param>
public sealed record PeerCertificate(
    string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, int DaysLeft, IReadOnlyList<string> Sans, string Thumbprint)
{
    /// <summary>What a certificate in DER says.</summary>
    /// <param name="der">The certificate's bytes.</param>
    /// <param name="now">From when <see cref="DaysLeft"/> counts.</param>
    /// <exception cref="CryptographicException">The bytes are no certificate.</exception>
    public static PeerCertificate Of(byte[] der, DateTimeOffset now)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        DateTimeOffset end = certificate.NotAfter;
        return new(
            certificate.Subject,
            certificate.Issuer,
            new DateTimeOffset(certificate.NotBefore).ToUniversalTime(),
            end.ToUniversalTime(),
            (int)Math.Floor((end - now).TotalDays),
            NamesOf(certificate),
            Convert.ToHexString(SHA256.HashData(der)));
    }

    internal static List<string> NamesOf(X509Certificate2 certificate)
    {
        var names = new List<string>();
        foreach (var extension in certificate.Extensions)
        {
            if (extension is not X509SubjectAlternativeNameExtension alternatives) continue;
            names.AddRange(alternatives.EnumerateDnsNames());
            foreach (var address in alternatives.EnumerateIPAddresses()) names.Add(address.ToString());
        }
        return names;
    }
}
