using System.Text.Json;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>What a server answered, whole: status, headers, body, and what is known of the connection.</summary>
public sealed class HttpResponse : IRetryAdvice
{
    readonly byte[] bytes;
    readonly ConnectionFacts? connection;
    readonly DateTimeOffset received;
    string? body;
    bool jsonParsed;
    JsonElement json;
    PeerCertificate? certificate;

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

    /// <summary>The body as text: by its byte order mark, else by the charset of its Content-Type, else as UTF-8.</summary>
    public string Body => body ??= BodyText.Decode(bytes, ContentType);

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

    /// <summary>Where the time went.</summary>
    public required HttpTimings Timings { get; init; }

    /// <summary>The server's certificate; null without TLS.</summary>
    public PeerCertificate? Certificate =>
        certificate ??= connection?.Certificate is { } der ? PeerCertificate.Of(der, received) : null;

    /// <summary>Who answered, such as <c>127.0.0.1:443</c>: the server, or the proxy when there is one.</summary>
    public string RemoteAddress => connection?.RemoteAddress ?? "";

    /// <summary>The URLs that redirects led to, in order; the last is <c>url</c>. Empty when there was no redirect.</summary>
    public required IReadOnlyList<string> Redirects { get; init; }

    /// <summary>How long the server asked to wait, with 429 or 503 and Retry-After (RFC 9110, section 10.2.3); null when it did not.</summary>
    public TimeSpan? RetryAfter =>
        Status is 429 or 503 && Headers.TryGetValue("Retry-After", out var value) ? RetryAfterHeader.Parse(value, received) : null;

    ErrorKind? IRetryAdvice.RetryKind => Status == 429 ? ErrorKind.RateLimit : null;

    /// <summary>The body as it came, after decompression.</summary>
    public ReadOnlyMemory<byte> GetBytes() => bytes;

    /// <summary>The status, the URL and the size: for logs and debuggers.</summary>
    public override string ToString() => $"{Status} {Reason}, {Size} bytes from {Url}";

    internal string? ContentType => Headers.TryGetValue("Content-Type", out var type) ? type : null;
}
