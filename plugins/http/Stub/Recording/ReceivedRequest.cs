using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A request that a stub server got, and what it answered.</summary>
public sealed class ReceivedRequest
{
    readonly StubRequest request;
    readonly RouteSequence? route;
    readonly string[] parameters;
    IReadOnlyDictionary<string, string>? query;
    IReadOnlyDictionary<string, string>? headers;
    string? text;
    JsonElement? json;

    /// <summary>Keeps a request, so many bytes of its body, and of the answer what is asked for here: bodies are what memory is spent on.</summary>
    internal ReceivedRequest(StubRequest request, StubAnswer answer, int bodyLimit)
    {
        if (request.Body.Length > bodyLimit) request.Body = request.Body[..bodyLimit].ToArray();
        this.request = request;
        route = answer.Route;
        parameters = answer.Parameters;
        Status = answer.Failure is StubFailure.None ? answer.Status : null;
        Failure = answer.Failure;
    }

    /// <summary>Which request of the server it was: 1 for the first.</summary>
    public long Number { get; internal set; }

    /// <summary>Which of the server's connections it came over: 1 for the first that was made.</summary>
    public long Connection { get; internal init; }

    /// <summary>When it had come.</summary>
    public DateTimeOffset Time { get; internal init; }

    /// <summary>The method.</summary>
    public string Method => request.Method;

    /// <summary>The path, decoded, without the query.</summary>
    public string Path => request.Path;

    /// <summary>The URL that was asked for, as it came, with the query.</summary>
    public string Url => request.Target.StartsWith('/') ? Origin + request.Target : request.Target;

    /// <summary>The names and values of the query, decoded. The values of a name that is there several times are joined with a comma and a space.</summary>
    public IReadOnlyDictionary<string, string> Query => query ??= Join(request.Query, StringComparer.Ordinal);

    /// <summary>
    /// The headers by name, in any case. The values of a header that came several times are joined with a comma and a space, those
    /// of <c>cookie</c> with a semicolon (RFC 9110, section 5.3).
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers => headers ??= Join(request.Headers, StringComparer.OrdinalIgnoreCase);

    /// <summary>The values of the route's parameters, such as <c>id</c> of <c>/users/{id}</c>.</summary>
    public IReadOnlyDictionary<string, string> Parameters
    {
        get
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < parameters.Length; i++) values[route!.Pattern.Names[i]] = parameters[i];
            return values;
        }
    }

    /// <summary>The body as text: by its byte order mark, else by the charset of its Content-Type, else as UTF-8. It may be cut.</summary>
    public string Body => text ??= request.BodyAsText;

    /// <summary>How many bytes the body had.</summary>
    public long BodySize => request.BodySize;

    /// <summary>Whether body is only the start of what came, because it was larger than the server keeps.</summary>
    public bool BodyCut => request.BodyIsCut;

    /// <summary>The body as JSON, whatever its Content-Type. Using it is an error when the body is not JSON, or cut.</summary>
    /// <exception cref="ProtocolException">It is not; the message says what it is instead.</exception>
    [PresentWhen(nameof(MayBeJson))]
    public JsonElement Json
    {
        get
        {
            try
            {
                return json ??= JsonElement.Parse(Body);
            }
            catch (JsonException cause)
            {
                var what = BodySize == 0 ? "has no body"
                    : BodyCut ? $"has a body of {BodySize} bytes, of which {request.Body.Length} are kept: raise `record-body` of the server"
                    : $"has a body that is not JSON: it starts with {Words.Quote(request.Body.Span)}";
                throw new ProtocolException(Url, $"The request {Method} {Path} {what}.", cause);
            }
        }
    }

    internal bool MayBeJson => !BodyCut && JsonBody.MayBe(request.Body.Span);

    /// <summary>The route that answered, as it is written, such as <c>/users/{id}</c>; null when there was none.</summary>
    public string? Route => route?.Pattern.ToString();

    /// <summary>The status that it was answered with; null when the server misbehaved instead of answering.</summary>
    public int? Status { get; internal set; }

    /// <summary>The subject of the client's TLS certificate; null when it gave none.</summary>
    public string? ClientCertificate { get; internal init; }

    /// <summary>What is kept of the body, as it came.</summary>
    public ReadOnlyMemory<byte> GetBytes() => request.Body;

    /// <summary>The method, the target and the status: for logs and debuggers.</summary>
    public override string ToString() => $"{Method} {request.Target} -> {Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Failure.ToString()}";

    /// <summary>What comes before the target in a URL of the server.</summary>
    internal string Origin { get; init; } = "";

    /// <summary>How the server misbehaved instead of answering.</summary>
    StubFailure Failure { get; }

    internal string EscapedPath => request.EscapedPath;

    static Dictionary<string, string> Join(IReadOnlyList<KeyValuePair<string, string>> pairs, StringComparer comparer)
    {
        var joined = new Dictionary<string, string>(pairs.Count, comparer);
        foreach (var (name, value) in pairs)
        {
            var separator = name.Equals("cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ", ";
            joined[name] = joined.TryGetValue(name, out var earlier) ? earlier + separator + value : value;
        }
        return joined;
    }
}
