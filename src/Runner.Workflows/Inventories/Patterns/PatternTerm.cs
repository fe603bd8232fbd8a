using Runner.Workflows.Text;

namespace Runner.Workflows.Inventories.Patterns;

/// <summary>How a term changes what the terms before it chose.</summary>
enum TermKind
{
    /// <summary>Adds.</summary>
    Union,

    /// <summary>Keeps only what it chooses too: <c>&amp;</c>.</summary>
    Intersection,

    /// <summary>Takes away: <c>!</c>.</summary>
    Exclusion,
}

/// <summary>One term of a pattern.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Text">What it names, without <c>&amp;</c>, <c>!</c> and subscript.</param>
/// <param name="Span">Where it stands in the pattern, as a whole.</param>
/// <param name="Subscript">Which of the hosts are meant; null for all.</param>
sealed record PatternTerm(TermKind Kind, string Text, TextSpan Span, Subscript? Subscript)
{
    public bool IsExpression => Text.StartsWith('~');

    public bool IsGlob => !IsExpression && Text.AsSpan().ContainsAny("*?[");
}

/// <summary>Places of a list, from 0, from the end where they are negative.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last, which is one of them; null is the list's last. Of no meaning with <paramref name="IsSingle"/>.</param>
/// <param name="IsSingle">Whether it names one place.</param>
readonly record struct Subscript(int First, int? Last, bool IsSingle);
