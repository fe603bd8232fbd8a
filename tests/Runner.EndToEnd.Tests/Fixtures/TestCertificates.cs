using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Runner.EndToEnd.Tests.Fixtures;

/// <summary>Certificates that nobody trusts.</summary>
static class TestCertificates
{
    public static X509Certificate2 For(string name, int validFrom = -30, int validUntil = 30)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost") names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(validFrom), DateTimeOffset.UtcNow.AddDays(validUntil));
        // A key that was only ever in memory is not usable by TLS on every system: through PKCS#12 it is.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
