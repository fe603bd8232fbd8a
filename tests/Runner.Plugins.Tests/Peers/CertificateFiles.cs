namespace Runner.Plugins.Tests.Peers;

/// <summary>A certificate authority whose certificates are files, for programs.</summary>
sealed class CertificateFiles : IDisposable
{
    readonly PeerFolder folder;
    readonly TestAuthority authority;
    int written;

    public CertificateFiles(PeerFolder folder, DateTimeOffset? until = null)
    {
        this.folder = folder;
        authority = new(until: until);
        Pem = folder.Write("ca.pem", authority.Pem);
        Key = folder.Write("ca.key", authority.Key);
    }

    /// <summary>The file of the authority's certificate.</summary>
    public string Pem { get; }

    /// <summary>The file of the authority's private key.</summary>
    public string Key { get; }

    /// <inheritdoc cref="TestAuthority.Issue"/>
    public (string Certificate, string Key) Issue(string dns = "localhost", DateTimeOffset? from = null, DateTimeOffset? until = null, bool ecdsa = false) =>
        Write(authority.Issue(dns, from, until, ecdsa));

    /// <summary>Writes a certificate and its key, and tells their files.</summary>
    public (string Certificate, string Key) Write(TestCertificate made)
    {
        var name = $"certificate-{++written}";
        return (folder.Write($"{name}.pem", made.Certificate), folder.Write($"{name}.key", made.Key));
    }

    public void Dispose() => authority.Dispose();
}
