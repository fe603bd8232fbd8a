using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Runner.Plugins.Sockets;

/// <summary>A certificate for a server on loopback that was given none.</summary>
static class MadeCertificate
{
    const string KeyStart = "-----BEGIN PRIVATE KEY-----";

    /// <summary>A new one, for a day, and its key, in PEM.</summary>
    internal static string Pem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1).AddHours(1));
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>It without its key.</summary>
    internal static string PublicPart(string pem) => pem[..pem.IndexOf(KeyStart, StringComparison.Ordinal)].TrimEnd() + "\n";
}
