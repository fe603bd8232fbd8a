using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>A request message that carries what opening a connection for it needs to know.</summary>
sealed class ExchangeRequest(HttpMethod method, Uri url, Uri shownUrl, HttpSessionOptions options) : HttpRequestMessage(method, url)
{
    internal ExchangeTrace Trace { get; } = new();

    /// <summary>The connection that is being opened for this request, if one is. Another request may come to use it.</summary>
    internal ConnectionFacts? Opening { get; set; }

    /// <summary>The connection that it was sent on, as far as is known; else the one that was opened for it.</summary>
    internal ConnectionFacts? Connection => Trace.Connection ?? Opening;

    internal TimeSpan ConnectTimeout => options.ConnectTimeout;

    internal ProxySettings Proxy => options.Proxy;

    /// <summary>The URL for people: without the user, the password and the API key that the request may carry.</summary>
    internal string Target => shownUrl.AbsoluteUri;

    /// <summary>The server, for people: <c>example.com:443</c>.</summary>
    internal string Authority => $"{shownUrl.Host}:{shownUrl.Port}";

    /// <summary>The name that the server's certificate must be for.</summary>
    internal string TlsHost
    {
        get
        {
            // As the handler does it: a Host header says whom we mean, and its pool is keyed by it.
            var host = Headers.Host;
            if (string.IsNullOrEmpty(host)) host = RequestUri!.IdnHost;
            if (host[0] == '[' && host.IndexOf(']', StringComparison.Ordinal) is > 0 and var end) return host[1..end];
            var colon = host.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 || colon != host.LastIndexOf(':') ? host : host[..colon]; // several: an IPv6 address without brackets
        }
    }
}
