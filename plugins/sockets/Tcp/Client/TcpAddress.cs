using System.Net.Security;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

static class TcpAddress
{
    /// <summary>Whom to dial, and how.</summary>
    internal static PeerAddress AddressOf(this TcpClientOptions options, string host, int port, string target) => new(host, port, target)
    {
        Dialing = options.Dialing,
        ConnectTimeout = options.ConnectTimeout,
        Tls = options.Tls,
        Protocols = options.Alpn.Count == 0 ? null : [.. options.Alpn.Select(name => new SslApplicationProtocol(name))],
    };
}
