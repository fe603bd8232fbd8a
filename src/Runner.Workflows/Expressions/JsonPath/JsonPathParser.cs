using System.Globalization;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>Parses queries by recursive descent, along the grammar of RFC 9535, appendix A.</summary>
sealed partial class JsonPathParser(string text)
{
    const int MaxDepth = 50;
    const long MaxInteger = 9007199254740991;

    int position;
    int depth;

    /// <summary>A whole text as a query.</summary>
    /// <exception cref="JsonPathException">It is not well formed, or not valid.</exception>
    public Segment[] ParseQuery()
    {
        if (!TryTake('$')) throw Problem("a query starts with '$'");
        var segments = ParseSegments();
        return position == text.Length ? segments : throw Unexpected();
    }

    char Current => position < text.Length ? text[position] : '\0';

    Segment[] ParseSegments()
    {
        var segments = new List<Segment>();
        while (true)
        {
            // White space may stand before a segment, not after the last one.
            var end = position;
            SkipWhiteSpace();
            if (Current == '[') segments.Add(new(ParseBrackets(), isDescendant: false));
            else if (TryTake("..")) segments.Add(new(Current == '[' ? ParseBrackets() : [ParseShorthand()], isDescendant: true));
            else if (TryTake('.')) segments.Add(new([ParseShorthand()], isDescendant: false));
            else
            {
                position = end;
                return [.. segments];
            }
        }
    }

    Selector ParseShorthand()
    {
        if (TryTake('*')) return new WildcardSelector();
        var start = position;
        while (NameLength(isFirst: position == start) is > 0 and var length) position += length;
        return position > start ? new NameSelector(text[start..position]) : throw Unexpected();
    }

    /// <summary>How many units the character of a name at the current place takes; 0 when it cannot be in a name.</summary>
    int NameLength(bool isFirst)
    {
        if (position == text.Length) return 0;
        var c = Current;
        if (char.IsAsciiLetter(c) || c == '_' || (!isFirst && char.IsAsciiDigit(c))) return 1;
        if (char.IsHighSurrogate(c)) return position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]) ? 2 : 0;
        return c >= 0x80 && !char.IsLowSurrogate(c) ? 1 : 0;
    }

    Selector[] ParseBrackets()
    {
        Take('[');
        var selectors = new List<Selector>();
        do
        {
            SkipWhiteSpace();
            selectors.Add(ParseSelector());
            SkipWhiteSpace();
        }
        while (TryTake(','));

        Take(']');
        return [.. selectors];
    }

    Selector ParseSelector()
    {
        switch (Current)
        {
            case '\'' or '"': return new NameSelector(ParseString());
            case '*':
                position++;
                return new WildcardSelector();
            case '?':
                position++;
                SkipWhiteSpace();
                return new FilterSelector(ParseCondition());
            default: return ParseIndexOrSlice();
        }
    }

    Selector ParseIndexOrSlice()
    {
        var start = TryParseInteger();
        var end = position;
        SkipWhiteSpace();
        if (!TryTake(':'))
        {
            position = end;
            return start is { } index ? new IndexSelector(index) : throw Unexpected();
        }

        SkipWhiteSpace();
        var stop = TryParseInteger();
        if (stop is not null) SkipWhiteSpace();
        long? step = null;
        if (TryTake(':'))
        {
            var colon = position;
            SkipWhiteSpace();
            step = TryParseInteger();
            if (step is null) position = colon;
        }

        return new SliceSelector(start, stop, step ?? 1);
    }

    /// <summary>A whole number without leading zeros, in the range that I-JSON carries exactly.</summary>
    long? TryParseInteger()
    {
        var start = position;
        var isNegative = TryTake('-');
        var digits = position;
        while (char.IsAsciiDigit(Current)) position++;
        var length = position - digits;
        if (length == 0) return isNegative ? throw Unexpected() : null;
        if (text[digits] == '0' && (length > 1 || isNegative)) throw Problem($"'{text[start..position]}' is not an index");
        return long.TryParse(text.AsSpan(start, position - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) &&
            Math.Abs(number) <= MaxInteger
            ? number
            : throw Problem($"'{text[start..position]}' is out of range");
    }

    void SkipWhiteSpace()
    {
        while (Current is ' ' or '\t' or '\n' or '\r') position++;
    }

    bool TryTake(char c)
    {
        if (position == text.Length || text[position] != c) return false;
        position++;
        return true;
    }

    bool TryTake(string symbol)
    {
        if (!text.AsSpan(position).StartsWith(symbol, StringComparison.Ordinal)) return false;
        position += symbol.Length;
        return true;
    }

    void Take(char c)
    {
        if (!TryTake(c)) throw Unexpected();
    }

    void Descend()
    {
        if (++depth > MaxDepth) throw Problem($"filters nest deeper than {MaxDepth}");
    }

    JsonPathException Unexpected() =>
        position == text.Length ? Problem("unexpected end") : Problem($"unexpected '{text[position]}'");

    JsonPathException Problem(string problem) => new($"{problem} at position {position + 1} of the selector {text}");
}
