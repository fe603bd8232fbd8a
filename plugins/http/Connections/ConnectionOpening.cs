using System.Diagnostics;
using System.Net;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Opens connections: the name, TCP and TLS, each timed, all within one time limit.</summary>
sealed class ConnectionOpening(ConnectionSettings settings)
{
    static readonly TimeSpan TunnelTimeout = new HttpSessionOptions().ConnectTimeout;

    /// <summary>A connection to the server that a request is for.</summary>
    internal async ValueTask<Stream> OpenAsync(string host, int port, ExchangeRequest request, CancellationToken cancel)
    {
        var facts = request.Opening = new ConnectionFacts();
        using var limit = new OpeningLimit(host, port, request.Target, request.ConnectTimeout, cancel);
        try
        {
            Stream stream = await ConnectAsync(facts, limit).ConfigureAwait(false);
            if (request.RequestUri!.Scheme == Uri.UriSchemeHttps)
            {
                limit.Phase = "waiting for the TLS handshake";
                var started = Stopwatch.GetTimestamp();
                stream = await TlsHandshake.RunAsync((ConnectionStream)stream, request, settings.VerifyTls, limit.Token).ConfigureAwait(false);
                facts.Tls = Stopwatch.GetElapsedTime(started);
            }
            facts.IsOpen = true;
            return stream;
        }
        catch (OperationCanceledException cause) when (limit.IsOver)
        {
            throw limit.Error(cause);
        }
    }

    /// <summary>
    /// A connection to a proxy; what goes through it is the handler's. The request is null for a tunnel, which the
    /// handler asks for itself.
    /// </summary>
    internal static async ValueTask<Stream> OpenToProxyAsync(string host, int port, ExchangeRequest? request, CancellationToken cancel)
    {
        var server = Words.Server(host, port);
        var target = request?.Target ?? server;
        var facts = new ConnectionFacts();
        request?.Opening = facts;
        using var limit = new OpeningLimit(host, port, target, request?.ConnectTimeout ?? TunnelTimeout, cancel);
        try
        {
            var connection = await ConnectAsync(facts, limit).ConfigureAwait(false);
            facts.IsOpen = true;
            return connection;
        }
        catch (OperationCanceledException cause) when (limit.IsOver)
        {
            throw Unusable(limit.Error(cause));
        }
        catch (NetworkException cause)
        {
            throw Unusable(cause);
        }

        ProxyException Unusable(NetworkException cause) => new(target, $"The proxy {server} cannot be used. {cause.Message}", cause)
        {
            IsTransient = cause.IsTransient,
            Help = "The proxy comes from HTTP_PROXY, HTTPS_PROXY or ALL_PROXY; NO_PROXY excepts hosts.",
        };
    }

    static async ValueTask<ConnectionStream> ConnectAsync(ConnectionFacts facts, OpeningLimit limit)
    {
        var started = Stopwatch.GetTimestamp();
        var addresses = await Dialer.ResolveAsync(limit.Host, limit.Target, limit.Token).ConfigureAwait(false);
        if (!IPAddress.TryParse(limit.Host, out _)) facts.Dns = Stopwatch.GetElapsedTime(started); // an address is not looked up

        limit.Phase = $"waiting for {string.Join(", ", addresses.AsEnumerable())} to accept";
        started = Stopwatch.GetTimestamp();
        var socket = await Dialer.ConnectAsync(addresses, limit.Host, limit.Port, limit.Target, limit.Token).ConfigureAwait(false);
        facts.Connect = Stopwatch.GetElapsedTime(started);
        facts.Remote = (IPEndPoint?)socket.RemoteEndPoint;
        return new ConnectionStream(socket, facts);
    }
}
