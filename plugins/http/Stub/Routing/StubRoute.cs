using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// What a stub server answers to some requests. Status, delay and fail are sequences: the first request gets the first
/// of each, the second the second, and when a sequence ends, its last one repeats.
/// </summary>
public sealed record StubRoute
{
    /// <summary>
    /// The path: exact, such as <c>/health</c>, with parameters, such as <c>/users/{id}</c>, or with <c>/*</c> or
    /// <c>/{rest*}</c> at its end for all below, such as <c>/files/*</c>.
    /// </summary>
    [StartsWith("/")]
    public required string Path { get; init; }

    /// <summary>The method; any when absent. A HEAD is answered by a GET route, without the body.</summary>
    public string? Method { get; init; }

    /// <summary>What else a request must have for this route to answer it.</summary>
    public StubMatch? Match { get; init; }

    /// <summary>The status codes to answer with, one after the other.</summary>
    [Range(200, 599)]
    public IReadOnlyList<int> Status { get; init; } = [200];

    /// <summary>Header fields of the answer.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The body, as JSON. Give one of json, body, file and events.</summary>
    public JsonElement? Json { get; init; }

    /// <summary>The body, as text; <c>text/plain</c> unless headers has a Content-Type.</summary>
    public string? Body { get; init; }

    /// <summary>
    /// A file to answer with, streamed, relative to the workflow. It answers ranges (206, 416) and conditions (304) with an ETag
    /// and a Last-Modified, so that downloads can be resumed (RFC 9110, sections 13 and 14).
    /// </summary>
    public string? File { get; init; }

    /// <summary>
    /// Server-sent events to answer with, one after the other; a client that says with Last-Event-ID which it had last gets
    /// those after it. After the last one the answer ends.
    /// </summary>
    public IReadOnlyList<StubEvent>? Events { get; init; }

    /// <summary>How long to wait between two events.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>
    /// Whether <c>{{ }}</c> in body, in the texts of json, in the data of events and in the values of headers stand for parts of
    /// the request: <c>path.id</c> (a parameter of the route), <c>query.q</c>, <c>headers.x-name</c>, <c>body</c>,
    /// <c>json.user.name</c>, <c>method</c>, <c>url</c>, <c>count</c> (how often the route was asked), <c>uuid</c>, <c>now</c>.
    /// <c>{{ query.q ?? 'none' }}</c> has a fallback. What a request brings is never read as a template.
    /// </summary>
    public bool Template { get; init; }

    /// <summary>How long to wait before each answer.</summary>
    public IReadOnlyList<TimeSpan>? Delay { get; init; }

    /// <summary>How much longer to wait at most: a random time up to this is added to each delay.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Whether to send the answer a few bytes at a time.</summary>
    public StubDrip? Drip { get; init; }

    /// <summary>Whether the body comes in chunks, without a Content-Length (RFC 9112, section 7.1).</summary>
    public bool Chunked { get; init; }

    /// <summary>How to misbehave, one after the other: <c>[reset, none]</c> breaks the first request only.</summary>
    public IReadOnlyList<StubFailure>? Fail { get; init; }

    /// <summary>Whether the route speaks WebSocket (RFC 6455), and what it does with messages.</summary>
    public StubWebSocket Websocket { get; init; }

    /// <summary>Texts to send as soon as a WebSocket is open.</summary>
    public IReadOnlyList<string>? Messages { get; init; }

    /// <summary>The WebSocket subprotocols to agree to: the first of the client's that is among them.</summary>
    public IReadOnlyList<string>? Subprotocols { get; init; }

    /// <summary>The code to close a WebSocket with after the messages, such as 1001; when absent, the client closes it.</summary>
    [Range(1000, 4999)]
    public int? Close { get; init; }
}
