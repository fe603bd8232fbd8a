using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The inputs that every request action has.</summary>
public abstract record HttpActionInputs : HttpSettings
{
    /// <summary>
    /// Where to: an absolute URL with http or https, such as <c>https://example.com/health</c>. With a <c>connection</c> to a
    /// session that has a <c>base-url</c>, it may be relative to that: <c>users</c> goes on after its last slash, <c>/users</c>
    /// begins at the root of its server.
    /// </summary>
    public required string Url { get; init; }

    /// <summary>
    /// The session that the request belongs to, by the id of its <c>http.session</c> step. What the step says itself wins over
    /// what the session says; headers are joined by name.
    /// </summary>
    public HttpSession? Connection { get; init; }

    /// <summary>
    /// Names and values to append to the URL's query, escaped. A value may be a list, which repeats the name; null
    /// leaves the name out.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement>? Query { get; init; }

    /// <summary>Sends the request over the process's connections.</summary>
    private protected async ValueTask<HttpResponse> SendAsync(ActionContext context, string method, HttpBody? body, CancellationToken cancel)
    {
        var options = OptionsOver(Connection?.Options, context);
        var remembers = (Auth ?? options.Auth)?.Remembers ?? false;
        if (remembers || Connection is not null) options = options with { Warn = line => context.Log(LogLevel.Warning, line) };

        var session = new HttpSession(options, context.Shared<ConnectionPools>(), remembers ? context.Shared<AuthMemory>() : null);
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
