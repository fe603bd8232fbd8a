using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Whom the inputs of a connection name.</summary>
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
