using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Runner.Sdk.Networking;

/// <summary>
/// <see cref="TlsOptions"/> checked and ready to use. Two that were made of the same options and unchanged files are equal, so
/// that connections can be shared by it.
/// </summary>
public sealed class TlsSettings : IEquatable<TlsSettings>
{
    static readonly SslProtocols[] Versions =
#pragma warning disable CA5397, SYSLIB0039 // Old versions are spoken only to whoever asks for them.
        [SslProtocols.Tls, SslProtocols.Tls11, SslProtocols.Tls12, SslProtocols.Tls13];
#pragma warning restore CA5397, SYSLIB0039

    readonly TlsOptions options;
    readonly string key;
    readonly string baseDirectory;
    readonly Lazy<TlsMaterial> material;
    readonly TlsPin[] pins;
    readonly SslProtocols versions;

    TlsSettings(TlsOptions options, string key, string baseDirectory)
    {
        this.options = options;
        this.key = key;
        this.baseDirectory = baseDirectory;
        pins = options.Pins is null ? [] : [.. options.Pins.Select(TlsPin.Parse)];
        versions = VersionsBetween(options.MinVersion, options.MaxVersion);
        material = new(() => TlsMaterial.Load(options, baseDirectory));
    }

    /// <summary>The certificate must be one that this machine trusts; we show none.</summary>
    public static TlsSettings Default { get; } = new(new(), "", "");

    /// <summary>Anyone is trusted. For tests.</summary>
    public static TlsSettings Insecure { get; } = From(new() { Verify = false }, "");

    /// <summary>Whether the peer's certificate must be trusted.</summary>
    public bool Verify => options.Verify;

    /// <summary>The name that the certificate must be for in place of the host's; null for the host's.</summary>
    public string? ServerName => options.ServerName;

    /// <summary>Whether we have no certificate to show.</summary>
    public bool ShowsNone => options.Certificate is null;

    /// <summary>The options that these settings are made of, their paths made full. The password among them is not for people to see.</summary>
    public TlsOptions Options => options with { Ca = FullPath(options.Ca), Certificate = FullPath(options.Certificate), Key = FullPath(options.Key) };

    /// <summary>The certificates of the files, loaded when first needed.</summary>
    /// <exception cref="ActionInputException">A file cannot be read, or does not hold what it should.</exception>
    internal TlsMaterial Material => material.Value;

    /// <summary>Checks options. Files are read later, when they are first needed.</summary>
    /// <param name="options">What the user said; null for the default.</param>
    /// <param name="baseDirectory">What relative paths are relative to.</param>
    /// <exception cref="ActionInputException">An option cannot work.</exception>
    public static TlsSettings From(TlsOptions? options, string baseDirectory)
    {
        if (options is null) return Default;
        if (options.Key is not null && options.Certificate is null)
            throw new ActionInputException("tls", "`tls.key` is the key of a certificate: give `tls.certificate` too.");
        return new(options, KeyOf(options, baseDirectory), baseDirectory);
    }

    /// <summary>Checks the options of an action's input. Trusting anyone is warned of.</summary>
    /// <param name="options">What the user said; null for the default.</param>
    /// <param name="context">Whom to warn, and whose folder relative paths are relative to.</param>
    /// <exception cref="ActionInputException">An option cannot work.</exception>
    public static TlsSettings From(TlsOptions? options, ActionContext context)
    {
        if (options is { Verify: false, Pins: null or { Count: 0 } })
            context.Log(LogLevel.Warning, "tls.verify is false: anyone on the way could answer in the peer's place.");
        return From(options, context.BaseDirectory);
    }

    /// <summary>The same, for another peer than the one whose certificate is pinned.</summary>
    public TlsSettings WithoutPins() => pins.Length == 0 && ServerName is null ? this : From(options with { Pins = null, ServerName = null }, baseDirectory);

    /// <summary>The options of a handshake.</summary>
    /// <param name="host">The host connected to.</param>
    /// <param name="protocols">The protocols to offer (ALPN); null for none.</param>
    /// <param name="refused">Told, for people, why the certificate is refused, before the handshake fails.</param>
    /// <exception cref="ActionInputException">A file cannot be used.</exception>
    public SslClientAuthenticationOptions ForClient(string host, List<SslApplicationProtocol>? protocols, Action<string> refused)
    {
        var name = ServerName ?? host;
        var client = new SslClientAuthenticationOptions { TargetHost = name, ApplicationProtocols = protocols, EnabledSslProtocols = versions };
        Apply(client, (_, certificate, chain, errors) =>
        {
            if (WhyNot(certificate, chain, errors, name) is not { } reason) return true;
            refused(reason);
            return false;
        });
        return client;
    }

    /// <summary>Sets what these settings say on the options of someone who does the handshake himself.</summary>
    /// <param name="client">Where to.</param>
    /// <param name="judge">Whether the handshake goes on, given what is known of the certificate.</param>
    public void Apply(SslClientAuthenticationOptions client, RemoteCertificateValidationCallback judge)
    {
        client.EnabledSslProtocols = versions;
        client.RemoteCertificateValidationCallback = judge;
        if (Material.ChainPolicy is { } policy) client.CertificateChainPolicy = policy;
        if (Material.Ours is { } ours) client.ClientCertificateContext = ours;
    }

    /// <summary>Why the peer's certificate is refused, for people; null when it is accepted.</summary>
    public string? WhyNot(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string host)
    {
        if (Verify && errors != SslPolicyErrors.None) return CertificateRefusal.Describe(certificate, chain, errors, host, options.Ca is not null);
        if (pins.Length == 0 || (certificate is X509Certificate2 shown && pins.Any(pin => pin.Fits(shown)))) return null;
        return certificate is null ? "the server sent no certificate" : $"the certificate \"{certificate.Subject}\" is none of those in tls.pins";
    }

    /// <summary>All that is wrong with the peer's certificate, each in words that follow "the certificate": <c>it is self-signed</c>. Empty when it is good.</summary>
    public IReadOnlyList<string> Problems(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors, string host)
    {
        var problems = CertificateRefusal.Reasons(certificate, chain, errors, host, options.Ca is not null);
        if (pins.Length > 0 && !pins.Any(pin => pin.Fits(certificate))) problems.Add("it is none of those in tls.pins");
        return problems;
    }

    /// <summary>
    /// The options of a handshake in which we are the server: our certificate, and, where authorities are given, that clients must
    /// show a certificate that one of them signed.
    /// </summary>
    /// <param name="refused">Told, for people, why a client's certificate is refused, before the handshake fails.</param>
    /// <exception cref="ActionInputException">There is no certificate, or a file cannot be used.</exception>
    public SslServerAuthenticationOptions ForServer(Action<string> refused)
    {
        if (options.Certificate is null) throw new ActionInputException("tls", "`tls` has no `certificate`: a server must show one.");
        var server = new SslServerAuthenticationOptions { ServerCertificateContext = Material.Ours, EnabledSslProtocols = versions };
        if (Material.ChainPolicy is not { } policy) return server;
        server.ClientCertificateRequired = true;
        server.CertificateChainPolicy = policy;
        server.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            var reason = certificate is null ? "it showed no certificate" : WhyNot(certificate, chain, errors, "");
            if (reason is not null) refused(reason);
            return reason is null;
        };
        return server;
    }

    /// <inheritdoc/>
    public bool Equals(TlsSettings? other) => other is not null && key == other.key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TlsSettings);

    /// <inheritdoc/>
    public override int GetHashCode() => key.GetHashCode(StringComparison.Ordinal);

    string? FullPath(string? source) => source is null || TlsMaterial.IsPem(source) ? source : Path.GetFullPath(source, baseDirectory);

    static string KeyOf(TlsOptions options, string baseDirectory)
    {
        string?[] parts =
        [
            options.Verify ? "verify" : "trust", Stamp(options.Ca), Stamp(options.Certificate), Stamp(options.Key), options.Password, options.ServerName,
            options.MinVersion, options.MaxVersion, .. options.Pins ?? [],
        ];
        return string.Join('\n', parts);

        // A file that was renewed makes new connections.
        string Stamp(string? source) => source is null || TlsMaterial.IsPem(source) || source.Length == 0 || source.Contains('\0', StringComparison.Ordinal)
            ? source ?? ""
            : string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(source, baseDirectory)}@{File.GetLastWriteTimeUtc(Path.GetFullPath(source, baseDirectory)).Ticks}");
    }

    static SslProtocols VersionsBetween(string? oldest, string? newest)
    {
        if (oldest is null && newest is null) return SslProtocols.None; // the system's choice
        var from = oldest is null ? 0 : Version("min-version", oldest);
        var to = newest is null ? Versions.Length - 1 : Version("max-version", newest);
        if (from > to) throw new ActionInputException("tls", $"`tls.min-version` is {oldest}, newer than `tls.max-version`, {newest}.");
        var all = SslProtocols.None;
        foreach (var version in Versions.AsSpan(from..(to + 1))) all |= version;
        return all;
    }

    static int Version(string input, string text)
    {
        var index = Array.IndexOf(["1.0", "1.1", "1.2", "1.3"], text);
        return index >= 0 ? index : throw new ActionInputException("tls", $"`tls.{input}` is {Words.Quote(text)}: give 1.0, 1.1, 1.2 or 1.3.");
    }
}
