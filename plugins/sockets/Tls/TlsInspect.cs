using System.ComponentModel.DataAnnotations;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Looks at a server's TLS: its certificate and chain, what is wrong with them, when they expire, the version and cipher agreed on. A certificate
/// that cannot be trusted is no error: the result says so. So <c>tls.verify: false</c> is refused here; the rest of <c>tls</c> says what the certificate is judged by.
/// </summary>
[Action("tls.inspect", Idempotent = true, DefaultExpect = "join(result.problems, '; ') == ''")]
public sealed record TlsInspect : PeerInputs, IAction<TlsInspection>
{
    /// <summary>The server: a name or an address, perhaps with its port, as in <c>example.com:8443</c>. Not needed with <c>unix-socket</c>; the certificate must then be for <c>localhost</c> unless it is given.</summary>
    public string? Host { get; init; }

    /// <summary>The port, where <c>host</c> has none. 443 unless given.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }

    /// <summary>Whose words ask for TLS first, such as <c>smtp</c>; <c>none</c> where TLS begins with the connection.</summary>
    public StartTlsProtocol StartTls { get; init; }

    /// <summary>The protocols to offer in the handshake (ALPN), such as <c>h2</c>; <c>result.alpn</c> tells which was taken.</summary>
    public IReadOnlyList<string>? Alpn { get; init; }

    /// <summary>Whether to find out which versions of TLS the server accepts, from 1.0 to 1.3. It takes a connection for each.</summary>
    public bool Versions { get; init; }

    /// <summary>Which addresses of a name to take: any, those of IPv4, those of IPv6.</summary>
    public AddressFamilyChoice Family { get; init; }

    /// <inheritdoc/>
    public async ValueTask<TlsInspection> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (Tls is { Verify: false })
            throw new ActionInputException("tls", "`tls.verify: false` has no meaning here: no certificate is refused, the result says what is wrong with it.");
        var (host, port) = TcpPeer.Of(Host, Port, UnixSocket, usualPort: 443);
        var options = new TlsInspectorOptions
        {
            Dialing = Family is AddressFamilyChoice.Any ? Dialing(context) : Dialing(context) with { Family = Family.ToSystem() },
            ConnectTimeout = OpeningLimit,
            Tls = TlsSettings.From(Tls, context.BaseDirectory),
            StartTls = StartTls,
            Alpn = AlpnNames.Checked(Alpn),
            Versions = Versions,
            Time = context.Time,
        };
        return await TlsInspector.InspectAsync(host, port, options, cancel).ConfigureAwait(false);
    }
}
