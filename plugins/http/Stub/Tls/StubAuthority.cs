using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>An authority made for one server, which signs its certificate and that of its clients. Nobody else trusts it.</summary>
sealed class StubAuthority : IDisposable
{
    const string ServerUse = "1.3.6.1.5.5.7.3.1";
    const string ClientUse = "1.3.6.1.5.5.7.3.2";

    readonly X509Certificate2 authority;
    readonly DateTimeOffset from;
    readonly DateTimeOffset until;

    internal StubAuthority(StubTls tls, TimeProvider time)
    {
        if (tls.Names.Count == 0) throw new ActionInputException("certificate", "`certificate.names` is empty: give at least one name or address.");
        if (tls.Days is < -36500 or > 36500 or 0)
            throw new ActionInputException("certificate", $"`certificate.days` is {tls.Days}: give a number of days, less than 0 for an expired certificate.");
        var now = time.GetUtcNow();
        until = now.AddDays(tls.Days);
        // An hour back, for clocks that are a little behind.
        from = tls.Days > 0 ? now.AddHours(-1) : until.AddDays(-30);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Runner stub authority {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        authority = request.CreateSelfSigned(Earlier(from, now).AddDays(-1), Later(until, now.AddDays(7)).AddDays(1));
        Pem = authority.ExportCertificatePem();
        Server = Sign(Subject(tls.Names[0]), tls.Names, ServerUse, from, until, out _);
    }

    /// <summary>The authority's certificate, as PEM.</summary>
    internal string Pem { get; }

    /// <summary>The server's certificate, with its key.</summary>
    internal X509Certificate2 Server { get; }

    /// <summary>A certificate for a client and its key, as PEM.</summary>
    internal (string Certificate, string Key) SignClient(DateTimeOffset now)
    {
        using var client = Sign(new X500DistinguishedName("CN=runner-client"), [], ClientUse, now.AddHours(-1), now.AddDays(7), out var key);
        return (client.ExportCertificatePem(), key);
    }

    /// <summary>Whether the authority has signed a client's certificate.</summary>
    internal bool Trusts(X509Certificate2 certificate, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientUse));
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        authority.Dispose();
        Server.Dispose();
    }

    X509Certificate2 Sign(X500DistinguishedName subject, IReadOnlyList<string> names, string use, DateTimeOffset notBefore, DateTimeOffset notAfter, out string keyPem)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        if (names.Count > 0) request.CertificateExtensions.Add(Alternatives(names));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x01); // a positive number without a leading zero (RFC 5280, section 4.1.2.2)
        using var signed = request.Create(authority, notBefore, notAfter, serial);
        using var withKey = signed.CopyWithPrivateKey(key);
        keyPem = key.ExportPkcs8PrivateKeyPem();
        // A key that was only ever in memory is not usable by TLS on every system: through PKCS#12 it is.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    static X509Extension Alternatives(IReadOnlyList<string> names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else if (name.Length is > 0 and <= 253 && Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) is UriHostNameType.Dns) alternatives.AddDnsName(name);
            else throw new ActionInputException("certificate", $"`certificate.names` has {Words.Quote(name)}: give host names, such as localhost or *.example.test, and addresses.");
        }
        return alternatives.Build();
    }

    static X500DistinguishedName Subject(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name.Length <= 64 ? name : name[..64]);
        return builder.Build();
    }

    static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
