using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Runner.Workflows.Text;

namespace Runner.Workflows.Inventories.Patterns;

/// <summary>Takes a pattern apart: terms between <c>:</c> or <c>,</c>, outside brackets.</summary>
static partial class PatternParser
{
    /// <param name="pattern">The pattern.</param>
    /// <param name="isName">Whether a text is a host's or group's name as it stands: such a name may hold a colon.</param>
    /// <exception cref="InventoryPatternException">It is no pattern.</exception>
    public static IReadOnlyList<PatternTerm> Parse(string pattern, Func<string, bool> isName)
    {
        var terms = new List<PatternTerm>();
        foreach (var piece in Split(pattern, TextSpan.Between(0, pattern.Length), ","))
        {
            var text = pattern.Substring(piece.Start, piece.Length).Trim();
            // A regular expression may hold a colon where it groups: (?:a|b).
            var isWhole = isName(text.TrimStart('!', '&')) || IPAddress.TryParse(text.TrimStart('!', '&'), out _);
            foreach (var part in isWhole ? [piece] : Split(pattern, piece, ":"))
            {
                if (TermOf(pattern, part, isName) is { } term) terms.Add(term);
            }
        }

        return terms.Count > 0 ? terms : throw new InventoryPatternException("the pattern is empty", "such as web, web:!canary or all", TextSpan.Between(0, pattern.Length));
    }

    static IEnumerable<TextSpan> Split(string pattern, TextSpan within, string separators)
    {
        var start = within.Start;
        var depth = 0;
        for (var i = within.Start; i < within.End; i++)
        {
            if (pattern[i] is '[' or '(' or '{') depth++;
            else if (pattern[i] is ']' or ')' or '}') depth = Math.Max(0, depth - 1);
            else if (depth == 0 && separators.Contains(pattern[i], StringComparison.Ordinal))
            {
                yield return TextSpan.Between(start, i);
                start = i + 1;
            }
        }

        yield return TextSpan.Between(start, within.End);
    }

    static PatternTerm? TermOf(string pattern, TextSpan span, Func<string, bool> isName)
    {
        var text = pattern.Substring(span.Start, span.Length);
        span = new(span.Start + (text.Length - text.TrimStart().Length), text.Trim().Length);
        text = text.Trim();
        if (text.Length == 0) return null;
        var kind = text[0] switch { '!' => TermKind.Exclusion, '&' => TermKind.Intersection, _ => TermKind.Union };
        var named = kind == TermKind.Union ? text : text[1..].Trim();
        if (named.Length == 0) throw new InventoryPatternException($"`{text}` names no host and no group", kind == TermKind.Exclusion ? "such as web:!canary" : "such as web:&prod", span);
        if (isName(named) || !PlaceAtEnd().IsMatch(named)) return new(kind, named, span, null);
        var match = PlaceAtEnd().Match(named);
        return new(kind, match.Groups["name"].Value, span, SubscriptOf(match, span));
    }

    static Subscript SubscriptOf(Match match, TextSpan span)
    {
        if (match.Groups["one"] is { Success: true } one) return new(Number(one.ValueSpan, span), null, IsSingle: true);
        var last = match.Groups["last"].ValueSpan;
        return new(match.Groups["first"] is { Length: > 0 } first ? Number(first.ValueSpan, span) : 0, last.IsEmpty ? null : Number(last, span), IsSingle: false);
    }

    static int Number(ReadOnlySpan<char> digits, TextSpan span) => int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new InventoryPatternException("no group has that many hosts", null, span);

    [GeneratedRegex(@"^(?<name>.+)\[(?:(?<one>-?[0-9]+)|(?<first>(?:-?[0-9]+)?):(?<last>(?:-?[0-9]+)?))\]$", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceAtEnd();
}
