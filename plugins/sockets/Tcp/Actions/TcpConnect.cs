using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Opens a connection over TCP or a Unix domain socket, with or without TLS, for the steps that follow.</summary>
[Action("tcp.connect", Opens = typeof(TcpClient))]
public sealed record TcpConnect : TcpPeerInputs, IAction<TcpConnected>
{
    /// <summary>How long to listen for what the server says first. Without it, that is left to the next <c>tcp.receive</c>.</summary>
    public TimeSpan? BannerWait { get; init; }

    /// <inheritdoc/>
    public async ValueTask<TcpConnected> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (BannerWait is { } given) TimeLimit.Checked(given, "banner-wait");
        var client = await ConnectAsync(context, cancel).ConfigureAwait(false);
        context.Open(client);
        var banner = BannerWait is { } wait ? await PortProber.BannerAsync(client, wait, cancel).ConfigureAwait(false) : null;
        return TcpConnected.Of(client, banner);
    }
}

/// <summary>An open connection.</summary>
/// <param name="Remote">Who answered: <c>192.0.2.1:25</c>, or the path of a Unix domain socket.</param>
/// <param name="Local">From where: <c>192.0.2.7:40000</c>.</param>
/// <param name="Timings">Where the time of opening it went.</param>
/// <param name="Banner">What the server said first; null when it said nothing, or was not listened to.</param>
/// <param name="Protocol">The version of TLS: <c>1.3</c>; null without TLS.</param>
/// <param name="Cipher">The cipher suite, by its IANA name; null without TLS.</param>
/// <param name="Alpn">The protocol that was agreed on in the TLS handshake; null for none.</param>
/// <param name="Certificate">What the peer showed; null without TLS, and when it showed none.</param>
public sealed record TcpConnected(
    string Remote, string Local, TcpTimings Timings, string? Banner, string? Protocol, string? Cipher, string? Alpn, Runner.Sdk.Networking.PeerCertificate? Certificate)
{
    internal static TcpConnected Of(TcpClient client, string? banner) => new(
        client.Remote, client.Local, client.Timings, banner, client.Security?.Version, client.Security?.Cipher, client.Security?.Alpn, client.Security?.Certificate);
}
