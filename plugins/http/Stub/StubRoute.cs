using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>
/// What a stub server answers to some requests. Status, delay and fail are sequences: the first request gets the first
/// of each, the second the second, and when a sequence ends, its last one repeats.
/// </summary>
public sealed record StubRoute
{
    /// <summary>The path: exact, such as <c>/health</c>, or with <c>/*</c> at its end for all below, such as <c>/users/*</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The method; any when absent. A HEAD is answered by a GET route, without the body.</summary>
    public string? Method { get; init; }

    /// <summary>The status codes to answer with, one after the other.</summary>
    public IReadOnlyList<int> Status { get; init; } = [200];

    /// <summary>Header fields of the answer.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The body, as JSON. Give this or body.</summary>
    public JsonElement? Json { get; init; }

    /// <summary>The body, as text; <c>text/plain</c> unless headers has a Content-Type.</summary>
    public string? Body { get; init; }

    /// <summary>How long to wait before each answer.</summary>
    public IReadOnlyList<TimeSpan>? Delay { get; init; }

    /// <summary>How to misbehave, one after the other: <c>[reset, none]</c> breaks the first request only.</summary>
    public IReadOnlyList<StubFailure>? Fail { get; init; }
}
