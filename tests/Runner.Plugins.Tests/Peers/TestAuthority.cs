using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Runner.Plugins.Tests.Peers;

/// <summary>A certificate authority of a test's own: what it signs is trusted by whoever is told to trust it, and nobody else.</summary>
sealed class TestAuthority : IDisposable
{
    readonly RSA key = RSA.Create(2048);
    readonly X509Certificate2 certificate;
    int serial = 0x1000;

    public TestAuthority(string name = "Test CA", DateTimeOffset? until = null)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        // The digital signature is for the answers of an OCSP responder.
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-400), until ?? DateTimeOffset.UtcNow.AddDays(600));
    }

    /// <summary>The authority's certificate.</summary>
    public string Pem => certificate.ExportCertificatePem() + "\n";

    /// <summary>The authority's private key.</summary>
    public string Key => key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>Signs a certificate for a name, current for a month each way unless said.</summary>
    public TestCertificate Issue(string dns = "localhost", DateTimeOffset? from = null, DateTimeOffset? until = null, bool ecdsa = false) =>
        TestCertificate.Make(dns, ecdsa, request =>
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
            request.CertificateExtensions.Add(
                X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
            serial++;
            return request.Create(
                certificate.SubjectName, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1),
                TestCertificate.From(from), TestCertificate.Until(until), [(byte)(serial >> 8), (byte)serial]);
        });

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }
}
