using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The inputs that every request action has.</summary>
public abstract record HttpActionInputs : HttpSettings, ICommandEquivalent
{
    /// <summary>
    /// Where to: an absolute URL with http or https, such as <c>https://example.com/health</c>. With a <c>connection</c> to a
    /// session that has a <c>base-url</c>, it may be relative to that: <c>users</c> goes on after its last slash, <c>/users</c>
    /// begins at the root of its server.
    /// </summary>
    [StartsWith("http://", "https://", Unless = nameof(Connection))]
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

    /// <summary>
    /// A JSON Schema (draft 2020-12 or draft-07) that the body of an answer of success (200 to 299) must conform to: the path of a file,
    /// relative to the workflow, or the schema itself as a mapping. A body that does not conform fails the step, with its first violations.
    /// Of other answers, the result's <c>schemaErrors</c> can be asked. Nothing is fetched: <c>$ref</c> leads into the schema or to files.
    /// </summary>
    public JsonElement? JsonSchema { get; init; }

    /// <inheritdoc/>
    EquivalentCommand ICommandEquivalent.ToCommand(ActionContext context)
    {
        // What there is to warn of is said when the step runs.
        var quiet = new QuietContext(context);
        var session = new HttpSession(EffectiveOptions(quiet), MemoryOf(quiet));
        return CurlCommand.Of(this, session, FirstCall(quiet, session), context);
    }

    /// <summary>The call that the step begins with.</summary>
    private protected abstract HttpCall FirstCall(ActionContext context, HttpSession session);

    /// <summary>Sends a call, tells of the redirects that it met, and holds the answer against the schema.</summary>
    private protected async ValueTask<HttpResponse> SendAsync(ActionContext context, HttpSession session, HttpCall call, CancellationToken cancel, Hedge? hedge = null)
    {
        if (JsonSchema is not null && call.Method == "HEAD")
            throw new ActionInputException("json-schema", "`json-schema` is about a body, and the answer to HEAD has none: leave it out, or use http.get.");
        var schema = JsonSchema is { } given ? context.Shared<SchemaCache>().Find(given, context.BaseDirectory) : null;
        var response = hedge is null
            ? await session.SendAsync(call, cancel).ConfigureAwait(false)
            : await Hedging.SendAsync(context, session, call, hedge, cancel).ConfigureAwait(false);
        foreach (var url in response.Redirects) context.Log(LogLevel.Debug, $"Redirected to {url}");
        if (schema is not null) BodySchema.Require(schema, response, cancel);
        if (CharsetLabel.UnknownIn(response.DeclaredType) is { } unknown)
            context.Log(LogLevel.Warning, $"The answer declares the charset {Words.Quote(unknown)}, which is unknown: its body is read as {response.Charset}.");
        WarnOfCoding(context, response);
        return response;
    }

    /// <summary>Tells of a body that was left as it came, though it is encoded; false when there is nothing to tell.</summary>
    private protected static bool WarnOfCoding(ActionContext context, HttpResponse response)
    {
        if (response.Size == 0 || ContentDecoding.UnknownIn(response.Headers) is not { } coding) return false;
        context.Log(LogLevel.Warning, $"The answer has the Content-Encoding {Words.Quote(coding)}, which Runner does not know: its body is left encoded.");
        return true;
    }

    /// <summary>A session over the process's connections, as the inputs and the step's connection want it.</summary>
    private protected HttpSession Session(ActionContext context, bool mayBeBeaten = false)
    {
        var options = EffectiveOptions(context);
        return new HttpSession(mayBeBeaten ? options with { MayBeBeaten = true } : options, context.Shared<ConnectionPools>(), MemoryOf(context));
    }

    bool Remembers => (Auth ?? Connection?.Options.Auth)?.Remembers ?? false;

    HttpSessionOptions EffectiveOptions(ActionContext context) => OptionsOver(Connection?.Options, context, warns: Remembers || Connection is not null);

    AuthMemory? MemoryOf(ActionContext context) => Remembers ? context.Shared<AuthMemory>() : null;

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
