using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A list that came in pages, put together.</summary>
public sealed record HttpPagesRead : IRetryAdvice
{
    /// <summary>The items of all pages, in order.</summary>
    public required IReadOnlyList<JsonElement> Items { get; init; }

    /// <summary>How many items there are.</summary>
    public int Count => Items.Count;

    /// <summary>The pages that were asked for, in order.</summary>
    public required IReadOnlyList<PageVisited> Pages { get; init; }

    /// <summary>Whether the list came to its end; false when a limit or an error stopped it.</summary>
    public required bool Complete { get; init; }

    /// <summary>The status of the last page. One of 400 and above ends the list.</summary>
    public required int Status { get; init; }

    /// <summary>How long the server asked to wait, with 429 or 503 and Retry-After; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    ErrorKind? IRetryAdvice.RetryKind => Status == 429 ? ErrorKind.RateLimit : null;
}

/// <summary>A page that was asked for.</summary>
/// <param name="Url">Its URL, without any user, password or API key.</param>
/// <param name="Status">Its status.</param>
/// <param name="Count">How many items it had.</param>
public sealed record PageVisited(string Url, int Status, int Count);
