using System.Globalization;
using System.Text;
using Runner.Workflows.Inventories.Reading;

namespace Runner.Workflows.Inventories.Ansible;

/// <summary>
/// Values of INI files, which Ansible reads as literals of Python where they are some: <c>80</c>, <c>True</c>, <c>['a', 'b']</c>. What is
/// none is text as it stands.
/// </summary>
ref struct PythonLiteral
{
    const int MaxDepth = 64;

    readonly ReadOnlySpan<char> text;
    int at;

    PythonLiteral(string text) => this.text = text;

    /// <summary>The value that a text stands for.</summary>
    public static object? Read(string text)
    {
        var reader = new PythonLiteral(text.Trim(' ', '\t'));
        return reader.TryValue(out var value, 0) && reader.IsAtEnd() ? value : text;
    }

    bool IsAtEnd()
    {
        SkipSpace();
        return at == text.Length || text[at] == '#';
    }

    void SkipSpace()
    {
        while (at < text.Length && text[at] is ' ' or '\t') at++;
    }

    bool TryValue(out object? value, int depth)
    {
        value = null;
        SkipSpace();
        if (at == text.Length || depth > MaxDepth) return false;
        switch (text[at])
        {
            case '\'' or '"': return TryStrings(out value);
            case '[': return TryItems(']', out value, depth);
            case '(': return TryItems(')', out value, depth);
            case '{': return TryBraces(out value, depth);
            case '-' or '+' or '.' or (>= '0' and <= '9'): return TryNumber(out value);
            default: return TryWord(out value);
        }
    }

    bool TryWord(out object? value)
    {
        value = null;
        foreach (var (word, meaning) in (ReadOnlySpan<(string, object?)>)[("True", true), ("False", false), ("None", null)])
        {
            if (!text[at..].StartsWith(word, StringComparison.Ordinal)) continue;
            at += word.Length;
            value = meaning;
            return at == text.Length || !(char.IsLetterOrDigit(text[at]) || text[at] == '_');
        }

        return false;
    }

    bool TryNumber(out object? value)
    {
        value = null;
        var start = at;
        if (text[at] is '-' or '+') at++;
        var negative = text[start] == '-';
        start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '.' || (text[at] is '-' or '+' && text[at - 1] is 'e' or 'E' && !IsPrefixed(text[start..at])))) at++;
        if (!TryDigits(text[start..at].ToString(), out var number)) return false;
        value = number is long whole ? (object)(negative ? -whole : whole) : negative ? -(double)number! : number;
        return true;
    }

    static bool IsPrefixed(ReadOnlySpan<char> digits) => digits is ['0', 'x' or 'X' or 'o' or 'O' or 'b' or 'B', ..];

    static bool TryDigits(string written, out object? number)
    {
        number = null;
        if (written.Length == 0 || written[^1] == '_' || written[0] == '_' || written.Contains("__", StringComparison.Ordinal)) return false;
        var digits = written.Replace("_", "", StringComparison.Ordinal);
        if (IsPrefixed(digits)) return TryRadix(digits, out number);
        if (digits.All(char.IsAsciiDigit))
        {
            // 010 is no number in Python, and 0 and 00 are.
            if (digits[0] == '0' && digits.Trim('0').Length > 0) return false;
            number = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? (object)whole : double.Parse(digits, CultureInfo.InvariantCulture);
            return true;
        }

        if (!digits.Any(char.IsAsciiDigit) || !double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var real)) return false;
        number = real;
        return true;
    }

    static bool TryRadix(string digits, out object? number)
    {
        number = null;
        var radix = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
        var value = 0.0;
        foreach (var digit in digits.AsSpan(2))
        {
            var place = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (place >= radix) return false;
            value = value * radix + place;
        }

        number = PlainValue.Of(value);
        return digits.Length > 2;
    }

    /// <summary>Texts beside each other are one.</summary>
    bool TryStrings(out object? value)
    {
        var all = new StringBuilder();
        value = null;
        while (at < text.Length && text[at] is '\'' or '"')
        {
            if (!TryString(all)) return false;
            SkipSpace();
        }

        value = all.ToString();
        return true;
    }

    bool TryString(StringBuilder into)
    {
        var quote = text[at++];
        // Three quotes begin a text of several lines, of which a line has none.
        if (text[at..] is [var second, var third, ..] && second == quote && third == quote) return false;
        for (; at < text.Length; at++)
        {
            if (text[at] == quote)
            {
                at++;
                return true;
            }

            if (text[at] != '\\')
            {
                into.Append(text[at]);
                continue;
            }

            if (++at == text.Length || !TryEscape(into)) return false;
        }

        return false;
    }

    bool TryEscape(StringBuilder into)
    {
        switch (text[at])
        {
            case '\\' or '\'' or '"': into.Append(text[at]); return true;
            case 'n': into.Append('\n'); return true;
            case 't': into.Append('\t'); return true;
            case 'r': into.Append('\r'); return true;
            case 'x': return TryCode(2, into);
            case 'u': return TryCode(4, into);
            // One that Python does not know stands for itself, with its backslash.
            default: into.Append('\\').Append(text[at]); return true;
        }
    }

    bool TryCode(int length, StringBuilder into)
    {
        if (at + length >= text.Length || !ushort.TryParse(text.Slice(at + 1, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) return false;
        into.Append((char)code);
        at += length;
        return true;
    }

    bool TryItems(char close, out object? value, int depth)
    {
        value = null;
        at++;
        var items = new List<object?>();
        var commas = 0;
        while (true)
        {
            SkipSpace();
            if (at == text.Length) return false;
            if (text[at] == close)
            {
                at++;
                // (80) is a number in brackets, (80,) a tuple.
                value = close == ')' && items.Count == 1 && commas == 0 ? items[0] : items;
                return true;
            }

            if (items.Count != commas || !TryValue(out var item, depth + 1)) return false;
            items.Add(item);
            SkipSpace();
            if (at == text.Length || text[at] != ',') continue;
            at++;
            commas++;
        }
    }

    bool TryBraces(out object? value, int depth)
    {
        value = null;
        at++;
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (true)
        {
            SkipSpace();
            if (at == text.Length) return false;
            if (text[at] == '}')
            {
                at++;
                value = map;
                return true;
            }

            if (!TryValue(out var key, depth + 1)) return false;
            SkipSpace();
            if (at == text.Length || text[at++] != ':' || !TryValue(out var entry, depth + 1)) return false;
            map[Convert.ToString(key, CultureInfo.InvariantCulture) ?? ""] = entry;
            SkipSpace();
            if (at == text.Length) return false;
            if (text[at] == ',') at++;
            else if (text[at] != '}') return false;
        }
    }
}
