using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Runner.Plugins.Tests.Http;

/// <summary>Certificates made for a test: real ones, that nobody trusts.</summary>
static class TestCertificates
{
    public static X509Certificate2 SelfSigned(
        string dns = "localhost", DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var request = Request($"CN={dns}", dns, RSA.Create(2048));
        using var made = request.CreateSelfSigned(from ?? DateTimeOffset.UtcNow.AddDays(-30), until ?? DateTimeOffset.UtcNow.AddDays(30));
        return WithKey(made);
    }

    /// <summary>A certificate that an authority signed which no machine knows.</summary>
    public static X509Certificate2 FromUnknownAuthority()
    {
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = new CertificateRequest("CN=Nobody's CA", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-60), DateTimeOffset.UtcNow.AddDays(60));
        var key = RSA.Create(2048);
        using var signed = Request("CN=localhost", "localhost", key)
            .Create(authority, DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30), [1, 2, 3, 4]);
        using var made = signed.CopyWithPrivateKey(key);
        return WithKey(made);
    }

    static CertificateRequest Request(string subject, string dns, RSA key)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dns);
        if (dns == "localhost") names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    // A key that was only ever in memory is not usable by TLS on every system: through PKCS#12 it is.
    static X509Certificate2 WithKey(X509Certificate2 made) => X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
}
