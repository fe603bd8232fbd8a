using System.ComponentModel.DataAnnotations;

namespace Runner.Plugins.Http;

/// <summary>How many requests a target (scheme, host and port) may get in a time; each redirect and each page counts.</summary>
public sealed record RateLimit
{
    /// <summary>How many requests may be sent in any span of <c>per</c>: from 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public required int Requests { get; init; }

    /// <summary>The span.</summary>
    public TimeSpan Per { get; init; } = TimeSpan.FromSeconds(1);
}
