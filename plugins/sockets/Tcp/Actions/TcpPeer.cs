using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Whom the inputs of a connection name.</summary>
static class TcpPeer
{
    /// <summary>Whom to connect to, of inputs of which a Unix domain socket needs none. A host may bring its port: <c>name:25</c>, <c>[::1]:25</c>.</summary>
    internal static (string Host, int Port) Of(string? host, int? port, string? unixSocket, int? usualPort = null, string input = "host")
    {
        if (unixSocket is not null)
        {
            if (port is not null) throw new ActionInputException("port", "`unix-socket` and `port` are both given: a Unix domain socket has no ports.");
            return (host is null ? "localhost" : InputRules.HostOnly(host, "host", "with `unix-socket` it is only the name of the peer"), 0);
        }
        if (host is null) throw new ActionInputException("host", "`host` is missing: give a name or an address, or `unix-socket`.");
        if (!HostAndPort.TrySplit(InputRules.Host(host, input), out var name, out var own))
            throw new ActionInputException(input, $"`{input}` is {host}: after the colon comes a port, as in example.com:443.");
        if (own is not null && port is not null) throw new ActionInputException("port", $"`{input}` is {host}, and `port` is {port}: give the port once.");
        return (name, InputRules.Port(own ?? port ?? usualPort ?? throw new ActionInputException("port", "`port` is missing: give one from 1 to 65535.")));
    }
}
