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
        var response = await Session(context).SendAsync(Call(method, body), cancel).ConfigureAwait(false);
        foreach (var url in response.Redirects) context.Log(LogLevel.Debug, $"Redirected to {url}");
        return response;
    }

    /// <summary>A session over the process's connections, as the inputs and the step's connection want it.</summary>
    private protected HttpSession Session(ActionContext context)
    {
        var remembers = (Auth ?? Connection?.Options.Auth)?.Remembers ?? false;
        return new HttpSession(
            OptionsOver(Connection?.Options, context, warns: remembers || Connection is not null),
            context.Shared<ConnectionPools>(),
            remembers ? context.Shared<AuthMemory>() : null);
    }

    /// <summary>The call that the inputs describe.</summary>
    private protected HttpCall Call(string method, HttpBody? body) => new()
    {
        Method = method,
        Url = Url,
        Headers = Headers,
        Query = Query is null ? null : FieldValues.Flatten(Query, "query"),
        Body = body,
        Auth = Auth,
    };
}
