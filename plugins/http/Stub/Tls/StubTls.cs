using System.ComponentModel.DataAnnotations;

namespace Runner.Plugins.Http;

/// <summary>The TLS of a stub server: a certificate that an authority made for it alone has signed.</summary>
public sealed record StubTls
{
    /// <summary>The names and addresses that the certificate is for.</summary>
    public IReadOnlyList<string> Names { get; init; } = ["localhost", "127.0.0.1", "::1"];

    /// <summary>For how many days the certificate is valid; less than 0 for one that expired so many days ago.</summary>
    [Range(-36_500, 36_500)]
    public int Days { get; init; } = 7;

    /// <summary>Whether clients must show a certificate that the server's authority has signed.</summary>
    public ClientCertificateMode ClientCertificate { get; init; }
}
