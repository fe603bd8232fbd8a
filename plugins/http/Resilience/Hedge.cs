using System.ComponentModel.DataAnnotations;

namespace Runner.Plugins.Http;

/// <summary>When to ask again without giving the first request up (a hedged request).</summary>
public sealed record Hedge
{
    /// <summary>How long to wait for an answer before the next request is sent. One that fails is not waited for.</summary>
    public required TimeSpan After { get; init; }

    /// <summary>How many requests there may be, with the first one: from 2 to 10.</summary>
    [Range(2, 10)]
    public int Attempts { get; init; } = 2;
}
