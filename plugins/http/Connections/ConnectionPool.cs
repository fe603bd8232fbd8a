using System.Collections.Concurrent;
using System.Net;
using System.Net.Quic;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>Connections with the same settings, kept open for reuse. Opening them is ours: name, TCP and TLS, each timed.</summary>
sealed class ConnectionPool : IDisposable
{
    readonly ConnectionSettings settings;
    readonly ConnectionOpening opening;
    readonly HttpMessageInvoker invoker;

    // HTTP/2 has one connection for an origin; a new one replaces it when the server says goodbye.
    readonly ConcurrentDictionary<string, ConnectionFacts> http2 = new();

    internal ConnectionPool(ConnectionSettings settings)
    {
        if (settings.Http3) RequireQuic();
        this.settings = settings;
        opening = new(settings);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = Timeout.InfiniteTimeSpan, // the dialer has the call's own
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            Proxy = settings.Proxy.ToWebProxy(),
            // A socket that was named is where to go, whatever the environment says of proxies.
            UseProxy = settings.Proxy != ProxySettings.None && !(settings.Proxy.IsSystem && settings.Dialing.UnixSocket is not null),
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a service which runs for months sees names move
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            // Only where the handler does TLS: in a tunnel through a proxy, and over QUIC. Direct TLS is the dialer's.
            SslOptions = { TargetHost = settings.Tls.ServerName },
        };
        settings.Tls.Apply(handler.SslOptions, Judge);
        if (!settings.Http3)
        {
            // QUIC opens its own connections.
            handler.ConnectCallback = OpenAsync;
            handler.PlaintextStreamFilter = Watch;
        }
        invoker = new HttpMessageInvoker(handler);
    }

    internal Task<HttpResponseMessage> SendAsync(ExchangeRequest request, CancellationToken cancel)
    {
        // The dialer asks about whom it connects to, and that may be a proxy.
        if (!settings.Dialing.Network.IsOpen) CheckPolicy(request);
        return invoker.SendAsync(request, cancel);
    }

    /// <summary>The connection that a request was answered on; null when it cannot be known.</summary>
    internal ConnectionFacts? ConnectionOf(ExchangeRequest request, Version answered) =>
        answered.Major < 2 ? request.Trace.Connection : http2.GetValueOrDefault(request.RequestUri!.Authority);

    public void Dispose() => invoker.Dispose();

    void CheckPolicy(ExchangeRequest request)
    {
        var (policy, url) = (settings.Dialing.Network, request.RequestUri!);
        var host = Bare(url.IdnHost);
        if (settings.Dialing.UnixSocket is null && settings.Proxy.ToWebProxy() is { } way && !way.IsBypassed(url) && way.GetProxy(url) is { } proxy && proxy != url)
            policy.CheckBeyond(host, request.Target);
        else if (settings.Http3 && !IPAddress.TryParse(host, out _))
        {
            throw new ActionInputException(
                "http-version", $"`http-version` is http3, whose connections look {host} up themselves, past the network policy{(policy.File is { } file ? $" of {file}" : "")}: use auto, or give the address.");
        }
        else if (settings.Http3) policy.CheckBeyond(host, request.Target);
    }

    static void RequireQuic()
    {
        if ((OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsWindows()) && QuicConnection.IsSupported) return;
        throw new ActionInputException(
            "http-version",
            OperatingSystem.IsLinux()
                ? "`http-version` is http3, which needs QUIC, and this system has none: install libmsquic, or use auto."
                : "`http-version` is http3, which needs QUIC, and this system has none: use auto.");
    }

    ValueTask<Stream> Watch(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancel)
    {
        // In a tunnel through a proxy the handler did TLS, over a connection that it opened for a request of its own.
        if (context.PlaintextStream is not SslStream tls || context.InitialRequestMessage is not ExchangeRequest request
            || (request.Opening ?? request.Trace.Connection) is not { } facts)
        {
            return new(context.PlaintextStream);
        }
        facts.Certificate ??= tls.RemoteCertificate?.GetRawCertData();
        if (tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2) http2[request.RequestUri!.Authority] = facts;
        return new(new PlaintextStream(tls, facts));
    }

    async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        if (context.InitialRequestMessage is ExchangeRequest { RequestUri: { } url } request
            && port == url.Port && string.Equals(Bare(host), Bare(url.IdnHost), StringComparison.OrdinalIgnoreCase))
        {
            var stream = await opening.OpenAsync(Bare(host), port, request, cancel).ConfigureAwait(false);
            if (stream is not SslStream && request.VersionPolicy == HttpVersionPolicy.RequestVersionExact) http2[url.Authority] = request.Opening!;
            return stream;
        }
        return await opening.OpenToProxyAsync(host, port, context.InitialRequestMessage as ExchangeRequest, cancel).ConfigureAwait(false);
    }

    bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var host = settings.Tls.ServerName ?? (sender as SslStream)?.TargetHostName ?? "the server";
        return settings.Tls.WhyNot(certificate, chain, errors, host) is not { } reason ? true : throw TlsErrors.InTunnel(host, reason);
    }

    /// <summary>A host without the brackets that a URL has around an IPv6 address.</summary>
    static string Bare(string host) => host.Length > 2 && host[0] == '[' ? host[1..^1] : host;
}
