using System.Text.Json;
using System.Xml.Linq;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>What a server answered, whole: status, headers, body, and what is known of the connection.</summary>
public sealed class HttpResponse : IRetryAdvice
{
    readonly byte[] bytes;
    readonly ConnectionFacts? connection;
    readonly DateTimeOffset received;
    BodyCharset? charset;
    IReadOnlyList<string>? schemaErrors;
    string? body;
    bool jsonParsed;
    JsonElement json;
    PeerCertificate? certificate;
    IReadOnlyDictionary<string, string>? cookies;

    internal HttpResponse(byte[] bytes, ConnectionFacts? connection, DateTimeOffset received)
    {
        this.bytes = bytes;
        this.connection = connection;
        this.received = received;
    }

    /// <summary>The status code, such as 200 (RFC 9110, section 15).</summary>
    public required int Status { get; init; }

    /// <summary>The words after the status code, such as <c>Not Found</c>; the usual ones where the protocol has none (HTTP/2).</summary>
    public required string Reason { get; init; }

    /// <summary>The URL that answered: after redirects, and without any user, password or API key.</summary>
    public required string Url { get; init; }

    /// <summary>The method that was answered. A redirect can turn a POST into a GET.</summary>
    public required string Method { get; init; }

    /// <summary>The version of HTTP: <c>1.1</c>, <c>2.0</c>.</summary>
    public required string HttpVersion { get; init; }

    /// <summary>
    /// The headers by name, in any case. The values of a header that came several times are joined with a comma and a space
    /// (RFC 9110, section 5.3); only those of <c>set-cookie</c>, which have commas inside, with a line feed.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>
    /// The body as text, in the charset that its byte order mark, its Content-Type, or HTML, XML or JSON itself declares. Without one it is
    /// UTF-8, or windows-1252 where the bytes are no UTF-8. Lists of all fields have it unless it is binary.
    /// </summary>
    [PresentWhen(nameof(IsText))]
    public string Body => body ??= DetectedCharset.Decode(bytes);

    /// <summary>The charset that <c>body</c> was read by, such as <c>utf-8</c>; null when the body is no text.</summary>
    public string? Charset => IsBinary ? null : DetectedCharset.Encoding.WebName.ToLowerInvariant();

    /// <summary>The media type that Content-Type declares, in lower case and without parameters: <c>application/json</c>. Null when there is none.</summary>
    public string? ContentType => TextKinds.MediaType(DeclaredType) is { Length: > 0 } type ? type.ToString().ToLowerInvariant() : null;

    /// <summary>The body's bytes in Base64 (RFC 4648), of text and binary bodies alike; lists of all fields have it for binary ones.</summary>
    [PresentWhen(nameof(IsBinary))]
    public string Base64 => Convert.ToBase64String(bytes);

    /// <summary>The body as JSON, whatever its Content-Type. Using it is an error when the body is not JSON.</summary>
    /// <exception cref="ProtocolException">The body is not JSON; the message says what it is instead.</exception>
    [PresentWhen(nameof(MayBeJson))]
    public JsonElement Json
    {
        get
        {
            if (jsonParsed) return json;
            json = JsonBody.Parse(this, bytes);
            jsonParsed = true;
            return json;
        }
    }

    /// <summary>Whether the body starts as JSON does.</summary>
    internal bool MayBeJson => JsonBody.MayBe(bytes);

    /// <summary>The size of the body in bytes, after decompression.</summary>
    public long Size => bytes.Length;

    /// <summary>
    /// Where the body does not conform to the step's <c>json-schema</c>, such as <c>/items/3/price: must be a number, is "12"</c>; empty when
    /// it conforms. Null without that input.
    /// </summary>
    /// <exception cref="ProtocolException">The body is not JSON.</exception>
    [PresentWhen(nameof(HasSchemaErrors))]
    public IReadOnlyList<string>? SchemaErrors => Schema is null ? null : schemaErrors ??= BodySchema.Errors(Schema, this);

    /// <summary>Where the time went.</summary>
    public required HttpTimings Timings { get; init; }

    /// <summary>The server's certificate; null without TLS.</summary>
    public PeerCertificate? Certificate =>
        certificate ??= connection?.Certificate is { } der ? PeerCertificate.Of(der, received) : null;

    /// <summary>Who answered, such as <c>127.0.0.1:443</c>: the server, or the proxy when there is one.</summary>
    public string RemoteAddress => connection?.RemoteAddress ?? "";

    /// <summary>The URLs that redirects led to, in order; the last is <c>url</c>. Empty when there was no redirect.</summary>
    public required IReadOnlyList<string> Redirects { get; init; }

    /// <summary>
    /// The answers that redirected, in order, each with the URL and the method that were asked. Empty when there was no redirect.
    /// </summary>
    public IReadOnlyList<RedirectHop> History { get; init; } = [];

    /// <summary>
    /// The cookies that this answer sets, by name: those of its own, not those of redirects before it. An answer that removes a
    /// cookie sets it too, mostly to nothing.
    /// </summary>
    public IReadOnlyDictionary<string, string> Cookies => cookies ??= SetCookie.ByName(Headers, received);
    /// <summary>How many requests were started to get this answer: more than 1 only with <c>hedge</c>. Redirects do not count.</summary>
    public int Attempts { get; internal set; } = 1;

    /// <summary>Which of the <c>attempts</c> brought the answer, from 1.</summary>
    public int WonBy { get; internal set; } = 1;

    /// <summary>How long the server asked to wait, with 429 or 503 and Retry-After (RFC 9110, section 10.2.3); null when it did not.</summary>
    public TimeSpan? RetryAfter =>
        Status is 429 or 503 && Headers.TryGetValue("Retry-After", out var value) ? RetryAfterHeader.Parse(value, received) : null;

    ErrorKind? IRetryAdvice.RetryKind => Status == 429 ? ErrorKind.RateLimit : null;

    /// <summary>The body as it came, after decompression.</summary>
    public ReadOnlyMemory<byte> GetBytes() => bytes;

    /// <summary>The body as XML. It is parsed at each call. A DTD is skipped: nothing is fetched, and its entities are errors.</summary>
    /// <exception cref="ProtocolException">The body is not XML; the message says why.</exception>
    public XDocument GetXml() => XmlBody.Parse(this);

    /// <summary>The status, the URL and the size: for logs and debuggers.</summary>
    public override string ToString() => $"{Status} {Reason}, {Size} bytes from {Url}";

    internal BodyCharset DetectedCharset => charset ??= BodyCharset.Of(bytes, DeclaredType);

    /// <summary>The schema that the body is held against, when there is one.</summary>
    internal JsonSchema? Schema { get; set; }

    // Lists of all fields get it only where it was not checked already.
    internal bool HasSchemaErrors => Schema is not null && Status is (< 200 or > 299) && MayBeJson;

    internal bool IsText => !IsBinary;

    internal bool IsBinary => BinaryBody.Is(bytes, DeclaredType);

    internal string? DeclaredType => Headers.TryGetValue("Content-Type", out var type) ? type : null;
}
