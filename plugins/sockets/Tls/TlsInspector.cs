using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Looks at a server's TLS: its certificates and what is wrong with them, the version and cipher that it agrees to, the versions that
/// it accepts. It opens a connection for the handshake, one for what TLS 1.2 says in the clear, and one for each version asked for.
/// </summary>
/// <example><code>
/// var tls = await TlsInspector.InspectAsync("example.com", 443);
/// Console.WriteLine($"{tls.DaysLeft} days, {string.Join("; ", tls.Problems)}");
/// </code></example>
public static class TlsInspector
{
    static readonly (ushort Version, string Name)[] AllVersions =
        [(ClientHello.Tls10, "1.0"), (ClientHello.Tls11, "1.1"), (ClientHello.Tls12, "1.2"), (ClientHello.Tls13, "1.3")];

    /// <summary>Looks at a server. A certificate that cannot be trusted is no error: the inspection says so.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="options">How; null for the usual way.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    /// <exception cref="ConnectionFailedException">Nobody accepted.</exception>
    /// <exception cref="NetworkTimeoutException">A connection took longer than the options allow.</exception>
    /// <exception cref="TlsException">The server does not speak TLS, or none that shows a certificate.</exception>
    /// <exception cref="ProtocolException">The server does not speak the protocol of <see cref="TlsInspectorOptions.StartTls"/>.</exception>
    public static async ValueTask<TlsInspection> InspectAsync(string host, int port, TlsInspectorOptions? options = null, CancellationToken cancel = default)
    {
        var server = new InspectedServer(host.Trim('[', ']'), port, options ?? new());
        var (inspection, refusal) = await HandshakeAsync(server, cancel).ConfigureAwait(false);
        var flight = await server.TryHelloAsync(ClientHello.Tls12, cancel).ConfigureAwait(false);
        inspection ??= WithoutHandshake(server, flight, refusal!);
        return inspection with
        {
            Stapled = flight is { Whole: true } ? flight.Stapled : null,
            WantsCertificate = flight is { Whole: true } ? flight.WantsCertificate : null,
            Versions = server.Options.Versions ? await VersionsAsync(server, flight, inspection.Protocol, cancel).ConfigureAwait(false) : null,
        };
    }

    /// <summary>A whole handshake; without one, why not.</summary>
    static async ValueTask<(TlsInspection?, TlsException?)> HandshakeAsync(InspectedServer server, CancellationToken cancel)
    {
        var options = server.Options;
        var client = await server.OpenAsync(cancel).ConfigureAwait(false);
        await using var closing = client.ConfigureAwait(false);
        JudgedChain? judged = null;
#pragma warning disable CA5359 // What is wrong with a certificate is what the inspection is to say.
        try
        {
            await client.Connection.SecureAsync(server.Address with { Judge = Judge }, cancel).ConfigureAwait(false);
        }
        catch (TlsException refusal)
        {
            return (null, refusal);
        }
#pragma warning restore CA5359
        if (judged is null || client.Security is not { } security)
            throw new TlsException(server.Target, $"{server.Target} speaks TLS without a certificate.");
        return (new TlsInspection
        {
            Remote = client.Remote,
            Problems = judged.Problems,
            NameMatches = judged.NameMatches,
            Chain = judged.Chain,
            Protocol = security.Version,
            Cipher = security.Cipher,
            Alpn = security.Alpn,
            Timings = client.Timings,
        }, null);

        bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (certificate is X509Certificate2 leaf) judged = JudgedChain.Of(leaf, chain, errors, server.Name, options.Tls, options.Time.GetUtcNow());
            return true;
        }
    }

    /// <summary>
    /// What can be said of a server that refuses the handshake, because it wants our certificate or speaks only what this machine's
    /// library does not: up to TLS 1.2 it shows its certificate first.
    /// </summary>
    static TlsInspection WithoutHandshake(InspectedServer server, ServerFlight? flight, TlsException refusal)
    {
        if (flight is not { Whole: true, Certificates.Count: > 0 }) throw refusal;
        try
        {
            var judged = JudgedChain.Of(flight.Certificates, server.Name, server.Options.Tls, server.Options.Time.GetUtcNow());
            return new()
            {
                Remote = server.Remote,
                // That it wants a certificate says nothing against its own.
                Problems = flight.WantsCertificate && server.Options.Tls.ShowsNone ? judged.Problems : [.. judged.Problems, $"there is no handshake with it: {refusal.Message}"],
                NameMatches = judged.NameMatches,
                Chain = judged.Chain,
                Protocol = NameOf(flight.Version),
                Cipher = ((TlsCipherSuite)flight.Cipher).ToString(),
                Timings = server.Timings,
            };
        }
        catch (CryptographicException cause)
        {
            throw new TlsException(server.Target, $"{server.Target} shows a certificate that is none: {cause.Message}", cause);
        }
    }

    static async ValueTask<IReadOnlyList<string>> VersionsAsync(InspectedServer server, ServerFlight? flight, string agreed, CancellationToken cancel)
    {
        var accepted = await Task.WhenAll(AllVersions.Select(async asked => asked.Name == agreed || flight?.Version == asked.Version
            || (asked.Version != ClientHello.Tls12 && (await server.TryHelloAsync(asked.Version, cancel).ConfigureAwait(false))?.Version == asked.Version))).ConfigureAwait(false);
        return [.. AllVersions.Where((_, i) => accepted[i]).Select(version => version.Name)];
    }

    static string NameOf(ushort version) => Array.Find(AllVersions, known => known.Version == version).Name ?? $"0x{version:x4}";
}
