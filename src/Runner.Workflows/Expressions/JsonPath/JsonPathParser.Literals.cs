using System.Globalization;
using System.Text;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>Literals: texts and numbers.</summary>
sealed partial class JsonPathParser
{
    double ParseNumber()
    {
        var start = position;
        TryTake('-');
        var digits = position;
        TakeDigits();
        if (text[digits] == '0' && position - digits > 1) throw Problem("a number starts with a zero");
        if (TryTake('.')) TakeDigits();
        if (Current is 'e' or 'E')
        {
            position++;
            if (Current is '+' or '-') position++;
            TakeDigits();
        }

        return double.Parse(text.AsSpan(start, position - start), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    void TakeDigits()
    {
        if (!char.IsAsciiDigit(Current)) throw Unexpected();
        while (char.IsAsciiDigit(Current)) position++;
    }

    string ParseString()
    {
        var quote = text[position++];
        var value = new StringBuilder();
        while (true)
        {
            if (position == text.Length) throw Problem("a text is not closed");
            var c = text[position];
            if (c < ' ') throw Problem("a control character in a text is not escaped");
            position++;
            if (c == quote) return value.ToString();
            if (c == '\\') value.Append(ParseEscape(quote));
            else if (!char.IsSurrogate(c)) value.Append(c);
            else if (position < text.Length && char.IsSurrogatePair(c, text[position])) value.Append(c).Append(text[position++]);
            else throw Problem("half of a surrogate pair stands alone");
        }
    }

    string ParseEscape(char quote)
    {
        var c = Current;
        position++;
        switch (c)
        {
            case 'b': return "\b";
            case 'f': return "\f";
            case 'n': return "\n";
            case 'r': return "\r";
            case 't': return "\t";
            case '/' or '\\': return c.ToString();
            case 'u': return ParseUnicodeEscape();
            default:
                if (c == quote) return c.ToString();
                position--;
                throw Unexpected();
        }
    }

    string ParseUnicodeEscape()
    {
        var first = ParseHex();
        if (!char.IsSurrogate(first)) return first.ToString();
        if (char.IsHighSurrogate(first) && TryTake("\\u") && ParseHex() is var second && char.IsLowSurrogate(second)) return $"{first}{second}";
        throw Problem("half of a surrogate pair stands alone");
    }

    char ParseHex()
    {
        if (position + 4 > text.Length || !ushort.TryParse(text.AsSpan(position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            throw Problem("four hexadecimal digits were expected");
        position += 4;
        return (char)unit;
    }
}
