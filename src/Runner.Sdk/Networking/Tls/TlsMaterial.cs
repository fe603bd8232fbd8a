using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Runner.Sdk.Networking;

/// <summary>The certificates and the key that <see cref="TlsOptions"/> name, loaded.</summary>
sealed class TlsMaterial
{
    const string PemStart = "-----BEGIN ";

    /// <summary>How a chain is judged; null for the system's way.</summary>
    internal X509ChainPolicy? ChainPolicy { get; private init; }

    /// <summary>What we show; null for nothing.</summary>
    internal SslStreamCertificateContext? Ours { get; private init; }

    internal static bool IsPem(string source) => source.Contains(PemStart, StringComparison.Ordinal);

    internal static TlsMaterial Load(TlsOptions options, string baseDirectory) => new()
    {
        ChainPolicy = options.Ca is null ? null : TrustOnly(Authorities(options.Ca, baseDirectory)),
        Ours = options.Certificate is null ? null : Own(options, baseDirectory),
    };

    static X509ChainPolicy TrustOnly(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    static X509Certificate2Collection Authorities(string source, string baseDirectory)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(Text("ca", source, baseDirectory));
        }
        catch (CryptographicException cause)
        {
            throw Wrong("ca", source, $"has a certificate that cannot be read: {Reason(cause)}", cause);
        }
        return authorities.Count > 0 ? authorities : throw Wrong("ca", source, $"has no certificate in PEM ({PemStart}CERTIFICATE-----)");
    }

    static SslStreamCertificateContext Own(TlsOptions options, string baseDirectory)
    {
        var source = options.Certificate!;
        var own = IsPem(source) || StartsAsPem(Existing("certificate", source, baseDirectory)) ? FromPem(options, baseDirectory) : FromPfx(options, baseDirectory);
        var leaf = own.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw Wrong("certificate", source, "has no private key in it: give `tls.key`");
        own.Remove(leaf);
        return SslStreamCertificateContext.Create(leaf, own, offline: true);
    }

    static X509Certificate2Collection FromPem(TlsOptions options, string baseDirectory)
    {
        var source = options.Certificate!;
        var text = Text("certificate", source, baseDirectory);
        var key = options.Key is null ? text : Text("key", options.Key, baseDirectory);
        if (!key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw options.Key is null ? Wrong("certificate", source, "has no private key in it: give `tls.key`") : Wrong("key", options.Key, "has no private key in PEM");
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(text);
        }
        catch (CryptographicException cause)
        {
            throw Wrong("certificate", source, $"has a certificate that cannot be read: {Reason(cause)}", cause);
        }
        if (all.Count == 0) throw Wrong("certificate", source, $"has no certificate in PEM ({PemStart}CERTIFICATE-----)");
        all.RemoveAt(0);
        try
        {
            var leaf = options.Password is null ? X509Certificate2.CreateFromPem(text, key) : X509Certificate2.CreateFromEncryptedPem(text, key, options.Password);
            // Windows does TLS with keys of its store only, and keeps one there for a certificate that came as PFX.
            if (OperatingSystem.IsWindows()) leaf = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
            return [leaf, .. all];
        }
        catch (Exception cause) when (cause is CryptographicException or ArgumentException)
        {
            var encrypted = key.Contains("ENCRYPTED", StringComparison.Ordinal);
            var why = encrypted && options.Password is null ? "is encrypted: give `tls.password`"
                : encrypted ? "cannot be opened: is `tls.password` right?"
                : $"does not fit the certificate, or cannot be read: {Reason(cause)}";
            throw Wrong("key", options.Key ?? source, why, cause);
        }
    }

    static X509Certificate2Collection FromPfx(TlsOptions options, string baseDirectory)
    {
        var source = options.Certificate!;
        try
        {
            return X509CertificateLoader.LoadPkcs12CollectionFromFile(Existing("certificate", source, baseDirectory), options.Password);
        }
        catch (CryptographicException cause)
        {
            var why = options.Password is null ? "is no PEM, and cannot be opened as PFX: does it need `tls.password`?" : "cannot be opened as PFX: is `tls.password` right?";
            throw Wrong("certificate", source, why, cause);
        }
    }

    /// <summary>What the system says, without its names of parameters and its full stop: ours follows.</summary>
    static string Reason(Exception cause)
    {
        var end = cause.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return (end < 0 ? cause.Message : cause.Message[..end]).TrimEnd('.', ' ');
    }

    static bool StartsAsPem(string path)
    {
        using var file = File.OpenRead(path);
        var start = new byte[4096];
        return start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)).IndexOf("-----BEGIN "u8) >= 0;
    }

    static string Text(string input, string source, string baseDirectory) => IsPem(source) ? source : File.ReadAllText(Existing(input, source, baseDirectory));

    static string Existing(string input, string source, string baseDirectory)
    {
        if (source.Length == 0) throw Wrong(input, "\"\"", "is empty: give the path of a file, or PEM");
        if (source.Contains('\0', StringComparison.Ordinal)) throw Wrong(input, Words.Quote(source), "has a NUL character: no path can have one");
        var path = Path.GetFullPath(source, baseDirectory);
        if (RegularFile.WhyNot(path) is { } reason) throw Wrong(input, source, $"{reason}: {path}");
        try
        {
            File.OpenRead(path).Dispose();
            return path;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Wrong(input, source, File.Exists(path) ? "may not be read" : $"is not there: {path}", cause);
        }
    }

    static ActionInputException Wrong(string input, string source, string why, Exception? cause = null) =>
        new("tls", $"`tls.{input}`{(IsPem(source) ? "" : $", {source},")} {why}{(why.EndsWith('?') ? "" : ".")}", cause);
}
