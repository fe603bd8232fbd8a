using System.Net;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Makes the message that the handler sends.</summary>
static class RequestMessage
{
    static readonly string UserAgent = $"Runner/{typeof(RequestMessage).Assembly.GetName().Version?.ToString(3)}";

    internal static ExchangeRequest From(RequestPlan plan, HttpCall call, HttpSessionOptions options)
    {
        var request = Given(plan, call, options);
        if (CookiesFor(request, plan, options) is { } cookies) request.Headers.TryAddWithoutValidation("Cookie", cookies);
        AddDefault(request, "User-Agent", UserAgent);
        AddDefault(request, "Accept", "*/*");
        AddDefault(request, "Accept-Encoding", "gzip, deflate, br");
        if (plan.Body is { IsWorthAsking: true }) AddDefault(request, "Expect", "100-continue");
        if (plan.Body is not null && !request.Content!.Headers.NonValidated.Contains("Content-Type"))
            request.Content.Headers.TryAddWithoutValidation("Content-Type", plan.Body.ContentType);
        plan.Credentials?.Sign(request, plan.Body); // last: a signature is over all the rest
        return request;
    }

    /// <summary>The message with what was said of it, and nothing that is sent anyway: without the session's cookies, not signed.</summary>
    internal static ExchangeRequest Given(RequestPlan plan, HttpCall call, HttpSessionOptions options)
    {
        var request = new ExchangeRequest(plan.Method, plan.RequestUrl, plan.Url, options)
        {
            Version = options.HttpVersion switch
            {
                HttpProtocol.Http1 => HttpVersion.Version11,
                HttpProtocol.Http3 => HttpVersion.Version30,
                _ => HttpVersion.Version20,
            },
            VersionPolicy = options.HttpVersion is HttpProtocol.Http2 or HttpProtocol.Http3
                ? HttpVersionPolicy.RequestVersionExact
                : HttpVersionPolicy.RequestVersionOrLower,
        };
        if (plan.Body is { } body) request.Content = body.ToContent(call.Progress);
        Add(request, plan, call.Headers, null, plan.Trusted);
        Add(request, plan, options.Headers, call.Headers, plan.TrustedBySession);
        return request;
    }

    /// <summary>The cookies of the session that go with a message; null for none. Cookies that the caller writes out are all that he wants to send.</summary>
    internal static string? CookiesFor(ExchangeRequest request, RequestPlan plan, HttpSessionOptions options) =>
        options.Cookies is { } jar && !request.Headers.NonValidated.Contains("Cookie") ? jar.HeaderFor(plan.Url) : null;

    static void AddDefault(ExchangeRequest request, string name, string value)
    {
        if (!request.Headers.NonValidated.Contains(name)) request.Headers.TryAddWithoutValidation(name, value);
    }

    static void Add(
        ExchangeRequest request, RequestPlan plan, IReadOnlyDictionary<string, string>? headers, IReadOnlyDictionary<string, string>? except, bool trusted)
    {
        if (headers is null) return;
        foreach (var (name, value) in headers)
        {
            if (except is not null && Has(except, name)) continue;
            Check(name, value);
            if (!trusted && SaysWho(name)) continue;
            // The auth input wins: it is the more specific wish, and two Authorization headers are an invalid request.
            if (string.Equals(name, plan.Credentials?.HeaderName, StringComparison.OrdinalIgnoreCase)) continue;
            if (request.Headers.TryAddWithoutValidation(name, value)) continue;
            if (!plan.KeepsContentHeaders) continue;
            request.Content ??= new ReadOnlyMemoryContent(default);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Headers that belong to the origin that the caller named, and to no other that it redirects to.</summary>
    static bool SaysWho(string name) =>
        name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || name.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Proxy-Authorization", StringComparison.OrdinalIgnoreCase) || name.Equals("Host", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="ActionInputException">It cannot be sent as it is.</exception>
    internal static void Check(string name, string value)
    {
        if (!HeaderSyntax.IsName(name))
        {
            throw new ActionInputException(
                "headers", $"`headers` has the name {Words.Quote(name)}: a header's name has letters, digits and dashes only.");
        }
        if (!HeaderSyntax.IsValue(value))
            throw new ActionInputException("headers", $"`headers` has a line break in {name}: a header is one line.");
        if (HeaderSyntax.FollowsFromBody(name))
            throw new ActionInputException("headers", $"`headers` has {name}, which follows from the body: leave it out.");
    }

    static bool Has(IReadOnlyDictionary<string, string> headers, string name)
    {
        if (headers.ContainsKey(name)) return true;
        foreach (var key in headers.Keys)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
