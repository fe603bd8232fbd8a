using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The inputs that every request action has.</summary>
public abstract record HttpActionInputs
{
    /// <summary>Where to: an absolute URL with http or https, such as <c>https://example.com/health</c>.</summary>
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
    public int MaxRedirects { get; init; } = 10;

    /// <summary>Whether the server's certificate must be trusted, current and for its name. False is for tests only, and warned of.</summary>
    public bool VerifyTls { get; init; } = true;

    /// <summary>
    /// Which version of HTTP to speak: <c>auto</c> takes HTTP/2 over TLS where the server offers it, else HTTP/1.1.
    /// </summary>
    public HttpProtocol HttpVersion { get; init; } = HttpProtocol.Auto;

    /// <summary>The largest body to accept, in bytes after decompression. A larger one is a protocol error.</summary>
    public long MaxBodySize { get; init; } = HttpSessionOptions.DefaultMaxBodySize;

    /// <summary>How long opening the connection may take: name resolution, TCP and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many requests each target (scheme, host and port) may get in a time, such as <c>{ requests: 10, per: 1s }</c>. More
    /// wait for their turn. All steps of the process with the same limit share it.
    /// </summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>
    /// When to leave a target that fails alone, such as <c>{ failures: 5, window: 30s, open-for: 30s }</c>: until it is over,
    /// requests to it fail at once, with a connection error. All steps of the process with the same settings share it.
    /// </summary>
    public CircuitBreaker? CircuitBreaker { get; init; }

    /// <summary>Sends the request over the process's connections.</summary>
    private protected ValueTask<HttpResponse> SendAsync(ActionContext context, string method, HttpBody? body, CancellationToken cancel) =>
        SendAsync(context, Session(context), Call(context, method, body), cancel);

    /// <summary>Sends a call, and tells of the redirects that it met.</summary>
    private protected static async ValueTask<HttpResponse> SendAsync(ActionContext context, HttpSession session, HttpCall call, CancellationToken cancel)
    {
        var response = await session.SendAsync(call, cancel).ConfigureAwait(false);
        foreach (var url in response.Redirects) context.Log(LogLevel.Debug, $"Redirected to {url}");
        return response;
    }

    /// <summary>A session over the process's connections, as the inputs want it.</summary>
    private protected HttpSession Session(ActionContext context, bool mayBeBeaten = false)
    {
        if (MaxBodySize < 0) throw new ActionInputException("max-body-size", "`max-body-size` is negative: give a number of bytes.");
        if (MaxRedirects < 0) throw new ActionInputException("max-redirects", "`max-redirects` is negative: give 0 or more.");
        if (ConnectTimeout <= TimeSpan.Zero || ConnectTimeout > ConnectionPool.LongestTimeout)
            throw new ActionInputException("connect-timeout", "`connect-timeout` is out of range: give a duration such as 10s, up to 24 days.");
        if (!VerifyTls) context.Log(LogLevel.Warning, "verify-tls is false: anyone on the way could answer in the server's place.");

        return new HttpSession(
            new HttpSessionOptions
            {
                FollowRedirects = FollowRedirects,
                MaxRedirects = MaxRedirects,
                VerifyTls = VerifyTls,
                HttpVersion = HttpVersion,
                MaxBodySize = MaxBodySize,
                ConnectTimeout = ConnectTimeout,
                RateLimit = RateLimit,
                CircuitBreaker = CircuitBreaker,
                Targets = RateLimit is null && CircuitBreaker is null ? null : context.Shared<TargetStates>(),
                MayBeBeaten = mayBeBeaten,
                Time = context.Time,
                SecretDerived = context.Mask,
            },
            context.Shared<ConnectionPools>());
    }

    /// <summary>The call that the inputs describe.</summary>
    private protected HttpCall Call(ActionContext context, string method, HttpBody? body) => new()
    {
        Method = method,
        Url = Url,
        Headers = Headers,
        Query = Query is null ? null : FieldValues.Flatten(Query, "query"),
        Body = body,
        Auth = Auth,
        Progress = body is { IsStreamed: true } ? new StepProgress(context, "Sent") : null,
    };
}
