using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.WebSockets;

/// <summary>
/// The handshake through a proxy. Tunnels (HTTP CONNECT, SOCKS) and the proxy's authentication are those of .NET's HTTP handler; the
/// connection to the proxy is ours.
/// </summary>
sealed class ProxiedHandshake(HandshakeRequest request)
{
    PeerConnection? proxy;
    NetworkException? proxyFailure;
    byte[]? certificate;
    string? refusal;
    string proxyServer = "";
    bool isThrough;

    internal async ValueTask<HandshakeAnswer> RunAsync(string key, CancellationToken cancel)
    {
        var options = request.Options;
        options.Dialing.Network.CheckBeyond(request.Host, request.Target);
        // One handler for one connection: what was opened is then known to be what is used. A WebSocket outlives it.
        using var handler = new SocketsHttpHandler
        {
            ConnectTimeout = Timeout.InfiniteTimeSpan, // the dialer has its own
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = options.Proxy.ToWebProxy(),
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            SslOptions = { TargetHost = options.Tls.ServerName },
            ConnectCallback = OpenAsync,
            PlaintextStreamFilter = Watch,
        };
        options.Tls.Apply(handler.SslOptions, Judge);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var message = new HttpRequestMessage(HttpMethod.Get, request.Url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        message.Headers.Host = request.HostHeader;
        foreach (var (name, value) in HandshakeRequest.Upgrade(key)) message.Headers.TryAddWithoutValidation(name, value);
        foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
        try
        {
            var response = await invoker.SendAsync(message, cancel).ConfigureAwait(false);
            return new()
            {
                Status = (int)response.StatusCode,
                Reason = response.ReasonPhrase ?? "",
                Headers = Headers(response),
                Stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false),
                Opening = proxy is null ? new(null, default, default, default, certificate) : Opening.Of(proxy) with { Certificate = certificate },
            };
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or NetworkException)
        {
            cancel.ThrowIfCancellationRequested();
            throw Failure(cause);
        }
    }

    static Dictionary<string, string> Headers(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated)
            headers[name] = string.Join(name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase) ? "\n" : ", ", values);
        foreach (var (name, values) in response.Content.Headers.NonValidated) headers[name] = values.ToString();
        return headers;
    }

    async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var peer = new PeerAddress(host, port, request.Target)
        {
            Dialing = request.Options.Dialing with { UnixSocket = null },
            ConnectTimeout = request.Options.ConnectTimeout,
        };
        proxyServer = Words.Server(host, port);
        try
        {
            proxy = await Dialer.OpenAsync(peer, null, cancel).ConfigureAwait(false);
            return proxy.Stream;
        }
        catch (NetworkPolicyException cause)
        {
            throw proxyFailure = cause;
        }
        catch (NetworkException cause)
        {
            throw proxyFailure = new ProxyException(request.Target, $"The proxy {proxyServer} cannot be used. {cause.Message}", cause)
            {
                IsTransient = cause.IsTransient,
                Help = HandshakeErrors.ProxyHelp(request.Options.Proxy),
            };
        }
    }

    ValueTask<Stream> Watch(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancel)
    {
        // The request to the proxy itself comes by here too.
        isThrough = context.InitialRequestMessage.Method != HttpMethod.Connect;
        if (context.PlaintextStream is SslStream tls) certificate = tls.RemoteCertificate?.GetRawCertData();
        return new(context.PlaintextStream);
    }

    bool Judge(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        var host = (sender as SslStream)?.TargetHostName is { Length: > 0 } name ? name : request.Host;
        refusal = request.Options.Tls.WhyNot(shown, chain, errors, host);
        return refusal is null;
    }

    NetworkException Failure(Exception cause)
    {
        if (proxyFailure is not null) return proxyFailure;
        if (HandshakeErrors.Find<NetworkException>(cause) is { } known) return known;
        var error = (cause as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        return error switch
        {
            HttpRequestError.SecureConnectionError => new TlsException(
                request.Target, $"No TLS with {request.Server} through the proxy: {refusal ?? cause.GetBaseException().Message.TrimEnd('.')}.", cause),
            HttpRequestError.ProxyTunnelError => HandshakeErrors.NoTunnel(request, proxyServer, (HttpRequestException)cause),
            _ when !isThrough => HandshakeErrors.BrokenProxy(request, proxyServer, proxy?.Wire.FirstBytes ?? [], cause),
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => new ProtocolException(
                request.Target, $"The answer of {request.Server} to the handshake is not valid HTTP/1.1: {cause.GetBaseException().Message}", cause),
            HttpRequestError.ResponseEnded => new ConnectionFailedException(
                request.Target, $"{request.Server} closed the connection without answering the handshake.", cause),
            _ => new ConnectionFailedException(
                request.Target, $"The connection to {request.Server} through the proxy broke in the handshake: {HandshakeErrors.Reason(cause)}.", cause),
        };
    }
}
