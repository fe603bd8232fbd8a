using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Runner.Plugins.Tests.Peers;

/// <summary>A certificate authority made for a test, with its certificates as files for programs.</summary>
sealed class CertificateFiles : IDisposable
{
    readonly PeerFolder folder;
    readonly X509Certificate2 authority;
    int serial = 0x1000;

    public CertificateFiles(PeerFolder folder, DateTimeOffset? until = null)
    {
        this.folder = folder;
        var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test CA", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
        authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-400), until ?? DateTimeOffset.UtcNow.AddDays(400));
        Pem = folder.Write("ca.pem", authority.ExportCertificatePem() + "\n");
        KeyPem = folder.Write("ca.key", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>The file of the authority's certificate.</summary>
    public string Pem { get; }

    public string KeyPem { get; }

    public string LastSerial => serial.ToString("X", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Writes a certificate and its key, and tells their files.</summary>
    public (string Certificate, string Key) Issue(
        string dns = "localhost", DateTimeOffset? from = null, DateTimeOffset? until = null, bool selfSigned = false, bool ecdsa = false)
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = ecdsa
            ? new CertificateRequest($"CN={dns}", curve, HashAlgorithmName.SHA256)
            : new CertificateRequest($"CN={dns}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dns);
        if (dns == "localhost") names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var (start, end) = (from ?? DateTimeOffset.UtcNow.AddDays(-30), until ?? DateTimeOffset.UtcNow.AddDays(30).AddHours(1));
        serial++;
        using var made = selfSigned
            ? request.CreateSelfSigned(start, end)
            : request.Create(authority.SubjectName, X509SignatureGenerator.CreateForRSA(authority.GetRSAPrivateKey()!, RSASignaturePadding.Pkcs1), start, end, [(byte)(serial >> 8), (byte)serial]);
        return (
            folder.Write($"{serial:x}.pem", made.ExportCertificatePem() + "\n"),
            folder.Write($"{serial:x}.key", (ecdsa ? curve.ExportPkcs8PrivateKeyPem() : rsa.ExportPkcs8PrivateKeyPem()) + "\n"));
    }

    public void Dispose() => authority.Dispose();
}
