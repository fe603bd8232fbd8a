using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Which event to wait for. All that is given must be so.</summary>
public sealed record EventMatch
{
    TextPattern? pattern;

    /// <summary>The event's name, such as <c>done</c>; <c>message</c> for those without one.</summary>
    public string? Event { get; init; }

    /// <summary>A text that the data contains, in this very case.</summary>
    public string? DataContains { get; init; }

    /// <summary>A regular expression that matches somewhere in the data.</summary>
    public string? DataMatches { get; init; }

    /// <exception cref="ActionInputException">Nothing is given, or the regular expression is none.</exception>
    internal void Check()
    {
        if (Event is null && DataContains is null && DataMatches is null)
            throw new ActionInputException("until", "`until` says nothing: give event, data-contains or data-matches.");
        pattern = DataMatches is null ? null : TextPattern.Parse(DataMatches, "until.data-matches");
    }

    /// <exception cref="ActionInputException">The regular expression takes too long.</exception>
    internal bool Is(ServerSentEvent one) =>
        (Event is null || Event == one.Event)
        && (DataContains is null || one.Data.Contains(DataContains, StringComparison.Ordinal))
        && (pattern is null || pattern.IsIn(one.Data));
}
