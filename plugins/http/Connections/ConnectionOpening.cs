using System.Net.Security;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>Opens connections to servers and proxies, as the settings say.</summary>
sealed class ConnectionOpening(ConnectionSettings settings)
{
    static readonly List<SslApplicationProtocol> Http1 = [SslApplicationProtocol.Http11];
    static readonly List<SslApplicationProtocol> Http2 = [SslApplicationProtocol.Http2];
    static readonly List<SslApplicationProtocol> Either = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    /// <summary>A connection to the server that a request is for.</summary>
    internal async ValueTask<Stream> OpenAsync(string host, int port, ExchangeRequest request, CancellationToken cancel)
    {
        var facts = request.Opening = new ConnectionFacts();
        var peer = new PeerAddress(host, port, request.Target) { Dialing = settings.Dialing, ConnectTimeout = request.ConnectTimeout };
        if (request.RequestUri!.Scheme == Uri.UriSchemeHttps)
        {
            peer = peer with
            {
                Tls = settings.Tls,
                TlsHost = request.TlsHost,
                Protocols = request.Version.Major < 2 ? Http1 : request.VersionPolicy == HttpVersionPolicy.RequestVersionExact ? Http2 : Either,
            };
        }
        var connection = await Dialer.OpenAsync(peer, socket => new ConnectionStream(socket, facts), cancel).ConfigureAwait(false);
        facts.Opened(connection);
        return connection.Stream;
    }

    /// <summary>
    /// A connection to a proxy; what goes through it is the handler's. The request is null for a tunnel, which the
    /// handler asks for itself.
    /// </summary>
    internal async ValueTask<Stream> OpenToProxyAsync(string host, int port, ExchangeRequest? request, CancellationToken cancel)
    {
        var server = Words.Server(host, port);
        var target = request?.Target ?? server;
        var facts = new ConnectionFacts();
        request?.Opening = facts;
        var peer = new PeerAddress(host, port, target)
        {
            Dialing = settings.Dialing with { UnixSocket = null },
            ConnectTimeout = request?.ConnectTimeout ?? Dialer.DefaultConnectTimeout,
        };
        try
        {
            var connection = await Dialer.OpenAsync(peer, socket => new ConnectionStream(socket, facts), cancel).ConfigureAwait(false);
            facts.Opened(connection);
            return connection.Stream;
        }
        catch (NetworkException cause) when (cause is not NetworkPolicyException)
        {
            throw new ProxyException(target, $"The proxy {server} cannot be used. {cause.Message}", cause)
            {
                IsTransient = cause.IsTransient,
                Help = ExchangeErrors.ProxyHelp(settings.Proxy),
            };
        }
    }
}
