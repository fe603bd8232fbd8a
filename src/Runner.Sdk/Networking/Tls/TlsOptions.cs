namespace Runner.Sdk.Networking;

/// <summary>How the peer's certificate is judged, and which one we show.</summary>
public sealed record TlsOptions
{
    /// <summary>Whether the peer's certificate must be trusted, current and for its name. False is for tests only, and warned of.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>
    /// The certificate authorities to trust in place of this machine's: a PEM file, or the PEM text itself.
    /// </summary>
    public string? Ca { get; init; }

    /// <summary>
    /// Our certificate, for servers that want one (mutual TLS): a PEM file or PEM text, with its chain if there is one, or a
    /// PFX (PKCS #12) file.
    /// </summary>
    public string? Certificate { get; init; }

    /// <summary>The private key of our certificate: a PEM file or PEM text. Not needed when the certificate's file has it.</summary>
    public string? Key { get; init; }

    /// <summary>The password of the private key or of the PFX file.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>
    /// What the peer's certificate must be, one of them: the SHA-256 of the certificate in hexadecimal, as
    /// <c>result.certificate.thumbprint</c> tells it, or of its public key as curl has it, <c>sha256//BASE64</c>. With
    /// <c>verify: false</c> a pin alone is enough, which suits a self-signed certificate.
    /// </summary>
    public IReadOnlyList<string>? Pins { get; init; }

    /// <summary>The name to ask for (SNI) that the certificate must be for, where it is not the host that we connect to.</summary>
    public string? ServerName { get; init; }

    /// <summary>The oldest version of TLS to speak: 1.0, 1.1, 1.2 or 1.3. The system decides unless given.</summary>
    public string? MinVersion { get; init; }

    /// <summary>The newest version of TLS to speak.</summary>
    public string? MaxVersion { get; init; }
}
