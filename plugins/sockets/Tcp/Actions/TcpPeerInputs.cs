using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>The inputs that every action has which opens a TCP connection.</summary>
public abstract record TcpPeerInputs : PeerInputs
{
    /// <summary>Whom to connect to: a name or an address, perhaps with its port, as in <c>example.com:25</c>. Not needed with <c>unix-socket</c>; a certificate must then be for <c>localhost</c> unless it is given.</summary>
    public string? Host { get; init; }

    /// <summary>The port, where <c>host</c> has none. Not needed with <c>unix-socket</c>.</summary>
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

static class TcpPeer
{
    /// <summary>Whom to connect to, of inputs of which a Unix domain socket needs none. A host may bring its port: <c>name:25</c>, <c>[::1]:25</c>.</summary>
    internal static (string Host, int Port) Of(string? host, int? port, string? unixSocket, int? usualPort = null)
    {
        if (unixSocket is not null) return (host is null ? "localhost" : InputRules.Host(host), port is null ? 0 : InputRules.Port(port.Value));
        if (host is null) throw new ActionInputException("host", "`host` is missing: give a name or an address, or `unix-socket`.");
        if (!HostAndPort.TrySplit(InputRules.Host(host), out var name, out var own))
            throw new ActionInputException("host", $"`host` is {host}: after the colon comes a port, as in example.com:443.");
        if (own is not null && port is not null) throw new ActionInputException("port", $"`host` is {host}, and `port` is {port}: give the port once.");
        return (name, InputRules.Port(own ?? port ?? usualPort ?? throw new ActionInputException("port", "`port` is missing: give one from 1 to 65535.")));
    }
}

static class AlpnNames
{
    internal static IReadOnlyList<string> Checked(IReadOnlyList<string>? names)
    {
        foreach (var name in names ?? [])
        {
            if (System.Text.Encoding.UTF8.GetByteCount(name) is < 1 or > 255)
                throw new ActionInputException("alpn", "`alpn` has a name that is empty or too long: give names of protocols such as h2, http/1.1, imap.");
        }
        return names ?? [];
    }
}
