using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Text;
using Runner.Sdk.Networking;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>How a step's server is reached. Steps that say the same share connections.</summary>
sealed record StepWay(TlsSettings Tls, ProxySettings Proxy, NetworkPolicy Network, TimeSpan ConnectTimeout);

/// <summary>Connections that are kept open for the next step, for as long as the process lives.</summary>
public sealed class StepConnections : IDisposable
{
    readonly ConcurrentDictionary<StepWay, HttpClient> clients = new();

    /// <summary>A client for a way.</summary>
    internal HttpClient Of(StepWay way) => clients.GetOrAdd(way, Make);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in clients.Values) client.Dispose();
    }

    static HttpClient Make(StepWay way)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = Timeout.InfiniteTimeSpan, // the dialer has a limit of its own
            AllowAutoRedirect = false, // what a redirect leads to is no answer of the operation, and would get its credentials
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            Proxy = way.Proxy.ToWebProxy(),
            UseProxy = way.Proxy != ProxySettings.None,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            SslOptions = { TargetHost = way.Tls.ServerName },
            ConnectCallback = async (context, cancel) =>
            {
                var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
                var peer = new PeerAddress(host, port, Sdk.Words.Server(host, port)) { Dialing = DialOptions.Default with { Network = way.Network }, ConnectTimeout = way.ConnectTimeout };
                return (await Dialer.OpenAsync(peer, null, cancel).ConfigureAwait(false)).Stream;
            },
        };
        way.Tls.Apply(handler.SslOptions, (sender, certificate, chain, errors) =>
        {
            var host = way.Tls.ServerName ?? (sender as SslStream)?.TargetHostName ?? "the server";
            return way.Tls.WhyNot(certificate, chain, errors, host) is not { } reason ? true : throw TlsErrors.InTunnel(host, reason);
        });
        return new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
