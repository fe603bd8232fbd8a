using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>The inputs that every request action has.</summary>
public abstract record HttpActionInputs : PeerInputs, ICommandEquivalent
{
    /// <summary>Where to: an absolute URL with http or https, such as <c>https://example.com/health</c>.</summary>
    [StartsWith("http://", "https://")]
    public required string Url { get; init; }

    /// <summary>Header fields to send. Runner sends User-Agent, Accept and Accept-Encoding of its own unless they are here.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>
    /// Names and values to append to the URL's query, escaped. A value may be a list, which repeats the name; null
    /// leaves the name out.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement>? Query { get; init; }

    /// <summary>Who asks. Redirects to another origin do not get it.</summary>
    public HttpAuth? Auth { get; init; }

    /// <summary>
    /// Whether redirects are followed. 303, and 301 and 302 after a POST, go on with a GET; from https to http is refused.
    /// When false, the redirect is the result.
    /// </summary>
    public bool FollowRedirects { get; init; } = true;

    /// <summary>How many redirects may be followed.</summary>
    [Range(0, int.MaxValue)]
    public int MaxRedirects { get; init; } = 10;

    /// <summary>
    /// The proxy to go through: a URL with http, https, socks4, socks4a or socks5, such as <c>http://proxy.example.com:3128</c>, perhaps
    /// with a user and a password; <c>none</c> for none. Without it HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY count.
    /// </summary>
    public string? Proxy { get; init; }

    /// <summary>
    /// Hosts to reach without the <c>proxy</c>: names (their subdomains too), addresses, networks such as <c>10.0.0.0/8</c>.
    /// </summary>
    public IReadOnlyList<string>? NoProxy { get; init; }

    /// <summary>
    /// Which version of HTTP to speak: <c>auto</c> takes HTTP/2 over TLS where the server offers it, else HTTP/1.1. <c>http3</c> needs
    /// a system with QUIC.
    /// </summary>
    public HttpProtocol HttpVersion { get; init; } = HttpProtocol.Auto;

    /// <summary>The largest body to accept, in bytes after decompression. A larger one is a protocol error.</summary>
    [Range(0, long.MaxValue)]
    public long MaxBodySize { get; init; } = HttpSessionOptions.DefaultMaxBodySize;

    /// <inheritdoc/>
    EquivalentCommand ICommandEquivalent.ToCommand(ActionContext context) => CurlCommand.Of(this, context);

    /// <summary>Sends the request over the process's connections.</summary>
    private protected async ValueTask<HttpResponse> SendAsync(ActionContext context, string method, HttpBody? body, CancellationToken cancel)
    {
        if (MaxBodySize < 0) throw new ActionInputException("max-body-size", "`max-body-size` is negative: give a number of bytes.");
        if (MaxRedirects < 0) throw new ActionInputException("max-redirects", "`max-redirects` is negative: give 0 or more.");

        var session = new HttpSession(
            new HttpSessionOptions
            {
                FollowRedirects = FollowRedirects,
                MaxRedirects = MaxRedirects,
                Tls = Trust(context),
                Dialing = Dialing(context),
                Proxy = ProxySettings.Parse(Proxy, NoProxy),
                HttpVersion = HttpVersion,
                MaxBodySize = MaxBodySize,
                ConnectTimeout = OpeningLimit,
                Time = context.Time,
                SecretDerived = context.Mask,
            },
            context.Shared<ConnectionPools>());
        var call = new HttpCall
        {
            Method = method,
            Url = Url,
            Headers = Headers,
            Query = Query is null ? null : FieldValues.Flatten(Query, "query"),
            Body = body,
            Auth = Auth,
        };
        var response = await session.SendAsync(call, cancel).ConfigureAwait(false);
        foreach (var url in response.Redirects) context.Log(LogLevel.Debug, $"Redirected to {url}");
        return response;
    }
}
