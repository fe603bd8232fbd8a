using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Runner.Plugins.Tests.Peers;

/// <summary>A certificate made for a test and its private key, both in PEM.</summary>
sealed record TestCertificate(string Certificate, string Key)
{
    /// <summary>One that nobody signed, so that nobody trusts it who was not told to. Current for a month each way unless said.</summary>
    public static TestCertificate SelfSigned(string dns = "localhost", DateTimeOffset? from = null, DateTimeOffset? until = null) =>
        Make(dns, ecdsa: false, request => request.CreateSelfSigned(From(from), Until(until)));

    /// <summary>For servers in this process.</summary>
    public X509Certificate2 Load()
    {
        using var made = X509Certificate2.CreateFromPem(Certificate, Key);
        // A key that was only ever in memory is not usable by TLS on every system: through PKCS#12 it is.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Makes one for a name (and, for localhost, for the addresses of loopback), with a key of its own.</summary>
    internal static TestCertificate Make(string dns, bool ecdsa, Func<CertificateRequest, X509Certificate2> sign)
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = ecdsa
            ? new CertificateRequest($"CN={dns}", curve, HashAlgorithmName.SHA256)
            : new CertificateRequest($"CN={dns}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dns);
        if (dns == "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }
        request.CertificateExtensions.Add(names.Build());
        using var made = sign(request);
        return new(made.ExportCertificatePem() + "\n", (ecdsa ? curve.ExportPkcs8PrivateKeyPem() : rsa.ExportPkcs8PrivateKeyPem()) + "\n");
    }

    internal static DateTimeOffset From(DateTimeOffset? from) => from ?? DateTimeOffset.UtcNow.AddDays(-30);

    // An hour more: else 29 whole days are left a moment later.
    internal static DateTimeOffset Until(DateTimeOffset? until) => until ?? DateTimeOffset.UtcNow.AddDays(30).AddHours(1);
}
