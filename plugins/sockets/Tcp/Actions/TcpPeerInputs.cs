using System.ComponentModel.DataAnnotations;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>The inputs that every action has which opens a TCP connection.</summary>
public abstract record TcpPeerInputs : PeerInputs
{
    /// <summary>Whom to connect to: a name or an address, perhaps with its port, as in <c>example.com:25</c>. Not needed with <c>unix-socket</c>; a certificate must then be for <c>localhost</c> unless it is given.</summary>
    public string? Host { get; init; }

    /// <summary>The port, where <c>host</c> has none. Not needed with <c>unix-socket</c>.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }

    /// <summary>Whether TLS begins with the connection. For TLS that begins later, see <c>tcp.start-tls</c>.</summary>
    public bool Secure { get; init; }

    /// <summary>The protocols to offer in the TLS handshake (ALPN), such as <c>h2</c>.</summary>
    public IReadOnlyList<string>? Alpn { get; init; }

    /// <summary>Which addresses of a name to take: any, those of IPv4, those of IPv6.</summary>
    public AddressFamilyChoice Family { get; init; }

    /// <summary>Has the system ask a silent peer whether it is still there. <c>{}</c> does so as the system does by itself.</summary>
    public KeepAlive? KeepAlive { get; init; }

    /// <summary>Whether small pieces are sent at once (TCP_NODELAY), and not gathered.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>Connects.</summary>
    private protected async ValueTask<TcpClient> ConnectAsync(ActionContext context, CancellationToken cancel)
    {
        if (!Secure && (Tls is not null || Alpn is not null))
        {
            var input = Tls is not null ? "tls" : "alpn";
            throw new ActionInputException(input, $"`{input}` is about TLS, and this connection begins without: give `secure: true`.");
        }
        var options = new TcpClientOptions
        {
            Dialing = Family is AddressFamilyChoice.Any ? Dialing(context) : Dialing(context) with { Family = Family.ToSystem() },
            ConnectTimeout = OpeningLimit,
            Tls = Secure ? Trust(context) : null,
            Alpn = AlpnNames.Checked(Alpn),
            KeepAlive = KeepAlive,
            NoDelay = NoDelay,
            Time = context.Time,
        };
        var (host, port) = TcpPeer.Of(Host, Port, UnixSocket);
        return await TcpClient.ConnectAsync(host, port, options, cancel).ConfigureAwait(false);
    }
}
