using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Connections with the same settings, kept open for reuse. Opening them is ours: name, TCP and TLS, each timed.</summary>
sealed class ConnectionPool : IDisposable
{
    /// <summary>What timers can count to.</summary>
    internal static readonly TimeSpan LongestTimeout = TimeSpan.FromMilliseconds(int.MaxValue);

    readonly ConnectionSettings settings;
    readonly HttpMessageInvoker invoker;

    // HTTP/2 has one connection for an origin; a new one replaces it when the server says goodbye.
    readonly ConcurrentDictionary<string, ConnectionFacts> http2 = new();

    internal ConnectionPool(ConnectionSettings settings)
    {
        this.settings = settings;
        invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = OpenAsync,
            PlaintextStreamFilter = Watch,
            ConnectTimeout = Timeout.InfiniteTimeSpan, // OpenAsync has the call's own
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            Proxy = new SystemProxy(),
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a service which runs for months sees names move
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            // Only behind a proxy, where the handler makes the tunnel: direct TLS is OpenAsync's.
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None || !settings.VerifyTls },
        });
    }

    internal Task<HttpResponseMessage> SendAsync(ExchangeRequest request, CancellationToken cancel) => invoker.SendAsync(request, cancel);

    /// <summary>The connection that a request was answered on; null when it cannot be known.</summary>
    internal ConnectionFacts? ConnectionOf(ExchangeRequest request, Version answered) =>
        answered.Major < 2 ? request.Trace.Connection : http2.GetValueOrDefault(request.RequestUri!.Authority);

    public void Dispose() => invoker.Dispose();

    static ValueTask<Stream> Watch(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancel)
    {
        if (context.PlaintextStream is not SslStream tls || ((ExchangeRequest)context.InitialRequestMessage).Opening is not { } facts)
            return new(context.PlaintextStream);
        facts.Certificate ??= tls.RemoteCertificate?.GetRawCertData(); // a tunnel through a proxy, where the handler did TLS
        return new(new PlaintextStream(tls, facts));
    }

    async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var request = (ExchangeRequest)context.InitialRequestMessage;
        var url = request.RequestUri!;
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var direct = port == url.Port && string.Equals(host, url.IdnHost, StringComparison.OrdinalIgnoreCase);
        var facts = request.Opening = new ConnectionFacts();
        var phase = "looking up the name";

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(request.ConnectTimeout);
        try
        {
            var started = Stopwatch.GetTimestamp();
            var addresses = await Dialer.ResolveAsync(host, request.Target, limit.Token).ConfigureAwait(false);
            facts.Dns = Stopwatch.GetElapsedTime(started);

            phase = $"waiting for {string.Join(", ", addresses.AsEnumerable())} to accept";
            started = Stopwatch.GetTimestamp();
            var socket = await Dialer.ConnectAsync(addresses, host, port, request.Target, limit.Token).ConfigureAwait(false);
            facts.Connect = Stopwatch.GetElapsedTime(started);
            facts.Remote = (IPEndPoint?)socket.RemoteEndPoint;

            Stream stream = new ConnectionStream(socket, facts);
            if (direct && url.Scheme == Uri.UriSchemeHttps)
            {
                phase = "waiting for the TLS handshake";
                started = Stopwatch.GetTimestamp();
                stream = await TlsHandshake.RunAsync((ConnectionStream)stream, request, settings.VerifyTls, limit.Token).ConfigureAwait(false);
                facts.Tls = Stopwatch.GetElapsedTime(started);
            }
            var multiplexed = stream is SslStream tls
                ? tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2
                : request.VersionPolicy == HttpVersionPolicy.RequestVersionExact;
            if (multiplexed) http2[url.Authority] = facts;
            facts.IsOpen = true;
            return stream;
        }
        catch (OperationCanceledException cause) when (!cancel.IsCancellationRequested)
        {
            throw new NetworkTimeoutException(
                request.Target, $"No connection to {host}:{port} within {Words.Duration(request.ConnectTimeout)}, still {phase}.", cause)
            {
                Help = "A firewall that drops packets looks like this. Raise connect-timeout if the server is only slow.",
            };
        }
    }
}
