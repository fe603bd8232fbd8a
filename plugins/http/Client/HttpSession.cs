using System.Diagnostics;
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
public sealed class HttpSession : IAsyncDisposable
{
    readonly HttpSessionOptions options;
    readonly ConnectionPool pool;
    readonly ConnectionPools? owned;

    /// <summary>Makes a session with connections of its own. Nothing is opened yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit or a timeout is out of range.</exception>
    public HttpSession(HttpSessionOptions? options = null)
    {
        this.options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfNegative(this.options.MaxBodySize, nameof(HttpSessionOptions.MaxBodySize));
        ArgumentOutOfRangeException.ThrowIfNegative(this.options.MaxRedirects, nameof(HttpSessionOptions.MaxRedirects));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(this.options.ConnectTimeout, TimeSpan.Zero, nameof(HttpSessionOptions.ConnectTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            this.options.ConnectTimeout, ConnectionPool.LongestTimeout, nameof(HttpSessionOptions.ConnectTimeout));
        owned = new ConnectionPools();
        pool = owned.For(this.options.Connection);
    }

    /// <summary>A session over the process's connections, for one step: it costs next to nothing.</summary>
    internal HttpSession(HttpSessionOptions options, ConnectionPools shared)
    {
        this.options = options;
        pool = shared.For(options.Connection);
    }

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

    /// <summary>Sends a request, follows redirects as the options say, and reads the whole answer, whatever its status.</summary>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    /// <exception cref="ConnectionFailedException">No connection, or it was lost.</exception>
    /// <exception cref="NetworkTimeoutException">The connection took longer than <see cref="HttpSessionOptions.ConnectTimeout"/>.</exception>
    /// <exception cref="TlsException">The server's certificate was refused, or the TLS handshake failed.</exception>
    /// <exception cref="ProtocolException">The peer does not speak HTTP, or sent more than the limits allow.</exception>
    /// <exception cref="ProxyException">The proxy cannot be used, wants other credentials, or refuses the tunnel.</exception>
    /// <exception cref="HttpException">Redirects go in a circle, are too many, or lead where they may not.</exception>
    /// <exception cref="ActionInputException">The call cannot be sent as it is: the message says why.</exception>
    public async Task<HttpResponse> SendAsync(HttpCall call, CancellationToken cancel = default)
    {
        var started = Stopwatch.GetTimestamp();
        var plan = FirstPlan(call);
        List<RequestPlan>? asked = null;
        while (true)
        {
            var sent = Stopwatch.GetTimestamp();
            using var request = RequestMessage.From(plan, call, options);
            using var message = await ExchangeAsync(request, cancel).ConfigureAwait(false);
            var answered = Stopwatch.GetTimestamp();
            var connection = pool.ConnectionOf(request, message.Version);
            connection?.HasAnswered = true;

            var status = (int)message.StatusCode;
            if (status == 407) throw ExchangeErrors.ProxyWantsCredentials(request);
            if (options.FollowRedirects && RedirectRules.IsRedirect(status)
                && message.Headers.NonValidated.TryGetValues("Location", out var location))
            {
                (asked ??= []).Add(plan);
                if (asked.Count > options.MaxRedirects) throw RedirectRules.TooMany(asked, status, options.MaxRedirects);
                plan = RedirectRules.Next(plan, status, location.ToString());
                RedirectRules.RefuseLoop(asked, plan, status);
                continue;
            }

            var bytes = await BodyReader.ReadAsync(message, request, options.MaxBodySize, cancel).ConfigureAwait(false);
            return new HttpResponse(bytes, connection, options.Time.GetUtcNow())
            {
                Status = status,
                Reason = message.ReasonPhrase ?? "",
                Url = plan.Url.AbsoluteUri,
                Method = plan.Method.Method,
                HttpVersion = message.Version.ToString(2),
                Headers = ResponseHeaders.Of(message),
                Timings = Timings(request, connection, started, sent, answered),
                Redirects = asked is null ? [] : [.. asked.Skip(1).Append(plan).Select(step => step.Url.AbsoluteUri)],
            };
        }
    }

    /// <summary>Closes the session's connections.</summary>
    public ValueTask DisposeAsync()
    {
        owned?.Dispose();
        return ValueTask.CompletedTask;
    }

    RequestPlan FirstPlan(HttpCall call)
    {
        if (!Uri.TryCreate(call.Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || url.Host.Length == 0)
        {
            throw new ActionInputException(
                "url",
                $"`url` is {Words.Quote(call.Url)}: give an absolute URL that starts with http:// or https://, such as https://example.com/health.");
        }
        if (!HeaderSyntax.IsName(call.Method) || call.Method.Equals("CONNECT", StringComparison.OrdinalIgnoreCase))
            throw new ActionInputException("method", $"`method` is {Words.Quote(call.Method)}: give an HTTP method such as GET, POST or PROPFIND.");
        var credentials = Credentials.Of(call.Auth ?? options.Auth, url.UserInfo, options.SecretDerived);
        url = RedirectRules.WithoutUserInfo(url);
        if (call.Query is { Count: > 0 }) url = UrlEncoding.Append(url, call.Query);
        return new(url, HttpMethod.Parse(call.Method), call.Body, credentials);
    }

    async Task<HttpResponseMessage> ExchangeAsync(ExchangeRequest request, CancellationToken cancel)
    {
        // Set in this method and not in its caller: what an asynchronous method sets ends with it.
        ExchangeTrace.Current = request.Trace;
        try
        {
            return await pool.SendAsync(request, cancel).ConfigureAwait(false);
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
