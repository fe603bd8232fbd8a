using System.Diagnostics;
using System.Net;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// Makes HTTP requests. Connections are kept open and reused; use one session for many calls. It is safe to use from
/// several threads.
/// </summary>
/// <example><code>
/// await using var http = new HttpSession();
/// var response = await http.GetAsync("https://example.com/health");
/// Console.WriteLine($"{response.Status} in {response.Timings.Total.TotalMilliseconds} ms");
/// </code></example>
public sealed class HttpSession : IConnection
{
    readonly ConnectionPool pool;
    readonly ConnectionPools pools;
    readonly ConnectionPools? owned;
    AuthMemory? memory;
    readonly TargetGuard? guard;

    /// <summary>Makes a session with connections of its own. Nothing is opened yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit or a timeout is out of range.</exception>
    /// <exception cref="ArgumentException">The base URL is not an absolute one with http or https, or has a user in it.</exception>
    public HttpSession(HttpSessionOptions? options = null)
    {
        Options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfNegative(Options.MaxBodySize, nameof(HttpSessionOptions.MaxBodySize));
        ArgumentOutOfRangeException.ThrowIfNegative(Options.MaxRedirects, nameof(HttpSessionOptions.MaxRedirects));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Options.ConnectTimeout, TimeSpan.Zero, nameof(HttpSessionOptions.ConnectTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Options.ConnectTimeout, TimeLimit.Longest, nameof(HttpSessionOptions.ConnectTimeout));
        if (Options.BaseUrl is { } url && !BaseUrl.IsBase(url))
            throw new ArgumentException("Give an absolute URL with http or https and without a user, such as https://example.com/v1/, as BaseUrl.", nameof(options));
        guard = TargetGuard.For(Options);
        pools = owned = new ConnectionPools();
        pool = pools.For(Options.Connection);
    }

    /// <summary>A session over the process's connections, for one step: it costs next to nothing.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="shared">The process's connections.</param>
    /// <param name="memory">What the process remembers for credentials; only those that <see cref="HttpAuth.Remembers"/> need it.</param>
    internal HttpSession(HttpSessionOptions options, ConnectionPools shared, AuthMemory? memory)
    {
        Options = options;
        guard = TargetGuard.For(options);
        pool = shared.For(options.Connection);
        pools = shared;
        this.memory = memory;
    }

    /// <summary>A session that only plans requests: it has no connections, and reads none of the files that they need.</summary>
    internal HttpSession(HttpSessionOptions options, AuthMemory? memory)
    {
        Options = options;
        this.memory = memory;
        pools = null!;
        pool = null!;
    }

    /// <summary>The cookies of the session; null when it keeps none.</summary>
    public CookieJar? Cookies => Options.Cookies;

    /// <inheritdoc/>
    public string Description => Options.BaseUrl?.AbsoluteUri ?? "http session";

    internal HttpSessionOptions Options { get; }

    internal AuthMemory Memory => LazyInitializer.EnsureInitialized(ref memory, static () => new AuthMemory());

    /// <summary>Sends a GET. See <see cref="SendAsync"/>.</summary>
    public Task<HttpResponse> GetAsync(string url, CancellationToken cancel = default) => SendAsync(new() { Url = url }, cancel);

    /// <summary>Sends a HEAD. See <see cref="SendAsync"/>.</summary>
    public Task<HttpResponse> HeadAsync(string url, CancellationToken cancel = default) => SendAsync(new() { Url = url, Method = "HEAD" }, cancel);

    /// <summary>Sends a POST. See <see cref="SendAsync"/>.</summary>
    public Task<HttpResponse> PostAsync(string url, HttpBody? body = null, CancellationToken cancel = default) =>
        SendAsync(new() { Url = url, Method = "POST", Body = body }, cancel);

    /// <summary>Sends a PUT. See <see cref="SendAsync"/>.</summary>
    public Task<HttpResponse> PutAsync(string url, HttpBody? body = null, CancellationToken cancel = default) =>
        SendAsync(new() { Url = url, Method = "PUT", Body = body }, cancel);

    /// <summary>Sends a PATCH. See <see cref="SendAsync"/>.</summary>
    public Task<HttpResponse> PatchAsync(string url, HttpBody? body = null, CancellationToken cancel = default) =>
        SendAsync(new() { Url = url, Method = "PATCH", Body = body }, cancel);

    /// <summary>Sends a DELETE. See <see cref="SendAsync"/>.</summary>
    public Task<HttpResponse> DeleteAsync(string url, CancellationToken cancel = default) =>
        SendAsync(new() { Url = url, Method = "DELETE" }, cancel);

    /// <summary>
    /// Sends a request, proves who asks where the server wants to know, follows redirects as the options say, and reads the whole
    /// answer, whatever its status.
    /// </summary>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    /// <exception cref="ConnectionFailedException">No connection, or it was lost.</exception>
    /// <exception cref="NetworkTimeoutException">The connection took longer than <see cref="HttpSessionOptions.ConnectTimeout"/>.</exception>
    /// <exception cref="TlsException">The server's certificate was refused, or the TLS handshake failed.</exception>
    /// <exception cref="ProtocolException">The peer does not speak HTTP, or sent more than the limits allow.</exception>
    /// <exception cref="ProxyException">The proxy cannot be used, wants other credentials, or refuses the tunnel.</exception>
    /// <exception cref="HttpException">Redirects go in a circle, are too many, or lead where they may not.</exception>
    /// <exception cref="AuthenticationException">A token endpoint gave no token. A 401 of the server itself is an answer, and none of these.</exception>
    /// <exception cref="RateLimitedException">A token endpoint asks to slow down.</exception>
    /// <exception cref="ActionInputException">The call cannot be sent as it is: the message says why.</exception>
    public async Task<HttpResponse> SendAsync(HttpCall call, CancellationToken cancel = default)
    {
        var started = Stopwatch.GetTimestamp();
        var cookiesBefore = Options.Cookies?.Changes ?? 0;
        var plan = FirstPlan(call);
        RedirectTrail? trail = null;
        while (true)
        {
            if (plan.Credentials is { } credentials) await credentials.PrepareAsync(cancel).ConfigureAwait(false);
            var sent = Stopwatch.GetTimestamp();
            using var request = RequestMessage.From(plan, call, Options);
            using var message = await ExchangeAsync(request, cancel).ConfigureAwait(false);
            var answered = Stopwatch.GetTimestamp();
            var connection = pool.ConnectionOf(request, message.Version);
            connection?.HasAnswered = true;
            Options.Cookies?.Take(plan.Url, message);

            var status = (int)message.StatusCode;
            if (status == 407) throw ExchangeErrors.ProxyWantsCredentials(request);
            if (plan.Credentials is not null && MayAskAgain(plan.Credentials, message, request)) continue;
            if (Options.FollowRedirects && RedirectRules.IsRedirect(status)
                && message.Headers.NonValidated.TryGetValues("Location", out var location))
            {
                plan = (trail ??= new(cookiesBefore)).Follow(plan, status, location.ToString(), Options);
                continue;
            }

            var bytes = call.Receiver is { } receiver
                ? await receiver.ReceiveAsync(message, request, plan).ConfigureAwait(false)
                : await BodyReader.ReadAsync(message, request, Options.MaxBodySize, cancel).ConfigureAwait(false);
            return new HttpResponse(bytes, connection, Options.Time.GetUtcNow())
            {
                Status = status,
                Reason = message.ReasonPhrase ?? "",
                Url = plan.Url.AbsoluteUri,
                Method = plan.Method.Method,
                HttpVersion = message.Version.ToString(2),
                Headers = ResponseHeaders.Of(message),
                Timings = Timings(request, connection, started, sent, answered),
                Redirects = trail is null ? [] : trail.Urls(plan),
                History = trail is null ? [] : trail.History(),
            };
        }
    }

    /// <summary>Closes the session's connections, and saves its cookies where they have a file.</summary>
    /// <exception cref="ActionInputException">The cookies cannot be saved.</exception>
    public ValueTask DisposeAsync()
    {
        owned?.Dispose();
        Options.Cookies?.Save();
        return ValueTask.CompletedTask;
    }

    /// <summary>This session's way to a token endpoint: the same trust and proxy, but nothing that is meant for the server itself.</summary>
    internal HttpSession ForTokens(HttpAuth? auth) => new(
        Options with
        {
            Auth = auth,
            Headers = null,
            BaseUrl = null,
            Cookies = null,
            FollowRedirects = false,
            MaxBodySize = 1024 * 1024,
            RateLimit = null,
            CircuitBreaker = null,
            Dialing = Options.Dialing with { UnixSocket = null },
            Tls = Options.Tls.WithoutPins(),
        },
        pools,
        memory: null);

    /// <summary>The request that a call begins with.</summary>
    /// <exception cref="ActionInputException">The call cannot be sent as it is.</exception>
    internal RequestPlan FirstPlan(HttpCall call)
    {
        var url = BaseUrl.Resolve(call.Url, Options.BaseUrl);
        if (!HeaderSyntax.IsName(call.Method) || call.Method.Equals("CONNECT", StringComparison.OrdinalIgnoreCase))
            throw new ActionInputException("method", $"`method` is {Words.Quote(call.Method)}: give an HTTP method such as GET, POST or PROPFIND.");
        // What a session was told about the origin of its base URL is no other server's to know.
        var atHome = Options.BaseUrl is null || BaseUrl.IsSameOrigin(Options.BaseUrl, url);
        if (Options.BaseUrl is not null && Options.Warn is not null) WarnOfBase(call, url, atHome || call.Foreign);
        var credentials = call.Foreign ? null : Credentials.Of(call.Auth ?? (atHome ? Options.Auth : null), url.UserInfo, this);
        url = RedirectRules.WithoutUserInfo(url);
        if (call.Query is { Count: > 0 }) url = UrlEncoding.Append(url, call.Query);
        return new(url, HttpMethod.Parse(call.Method), call.Body, credentials, Trusted: !call.Foreign, TrustedBySession: atHome && !call.Foreign);
    }

    static bool MayAskAgain(Credentials credentials, HttpResponseMessage message, ExchangeRequest request)
    {
        if (message.StatusCode == HttpStatusCode.Unauthorized) return credentials.CanAnswer(message, request);
        credentials.Accepted(message);
        return false;
    }

    void WarnOfBase(HttpCall call, Uri url, bool atHome)
    {
        var shown = RedirectRules.WithoutUserInfo(url).AbsoluteUri;
        if (!atHome && Options.Auth is not null && call.Auth is null)
            Options.Warn!($"{shown} is not on the origin of the session's base-url {Options.BaseUrl}: it does not get the session's auth.");
        if (BaseUrl.Dropped(call.Url, Options.BaseUrl) is { } dropped)
            Options.Warn!($"`url` {call.Url} takes the place of `{dropped}` at the end of base-url, and leads to {shown}: end base-url with a slash to keep it.");
    }

    async Task<HttpResponseMessage> ExchangeAsync(ExchangeRequest request, CancellationToken cancel)
    {
        // Set in this method and not in its caller: what an asynchronous method sets ends with it.
        ExchangeTrace.Current = request.Trace;
        try
        {
            return await (guard is null ? pool.SendAsync(request, cancel) : guard.SendAsync(request, pool, cancel)).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or NetworkException)
        {
            cancel.ThrowIfCancellationRequested();
            throw ExchangeErrors.BeforeAnswer(cause, request);
        }
    }

    static HttpTimings Timings(ExchangeRequest request, ConnectionFacts? connection, long started, long sent, long answered)
    {
        var (dns, connect, tls) = connection is not null && connection.TakeFirstUse()
            ? (connection.Dns, connection.Connect, connection.Tls)
            : default;
        var firstByte = request.Trace.SentAt > 0
            ? Stopwatch.GetElapsedTime(request.Trace.SentAt, answered)
            : Stopwatch.GetElapsedTime(sent, answered) - dns - connect - tls;
        return new(dns, connect, tls, firstByte < TimeSpan.Zero ? TimeSpan.Zero : firstByte, Stopwatch.GetElapsedTime(started));
    }
}
