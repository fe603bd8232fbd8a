using System.Globalization;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>
/// Regular expressions of ECMA-262 (with its u flag) in .NET's words. Where the two differ: digits, word characters and white space, the
/// dollar sign before a last line break, the dot, classes, characters beyond 16 bits, names of Unicode properties.
/// </summary>
ref struct EcmaPattern
{
    const string Space = @"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";
    const string NoSpace = @"\u0000-\u0008\u000e-\u001f!-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\uffff";
    const string NoDigit = @"\u0000-/:-\uffff";
    const string NoWord = @"\u0000-/:-@\[-\^`{-\uffff";

    readonly ReadOnlySpan<char> pattern;
    readonly StringBuilder translated = new();
    int at;
    bool inClass;

    EcmaPattern(ReadOnlySpan<char> pattern) => this.pattern = pattern;

    /// <exception cref="ArgumentException">An escape has no meaning.</exception>
    internal static string Translate(string pattern)
    {
        var reader = new EcmaPattern(pattern);
        while (reader.at < pattern.Length) reader.Read();
        return reader.translated.ToString();
    }

    void Read()
    {
        var c = pattern[at++];
        if (c == '\\') Escape();
        else if (inClass)
        {
            if (c == ']') inClass = false;
            translated.Append(c == '[' ? @"\[" : c.ToString());
        }
        else if (c == '[')
        {
            if (pattern[at..].StartsWith("^]")) Take(2, @"[\s\S]");
            else if (pattern[at..].StartsWith("]")) Take(1, "(?!)");
            else
            {
                inClass = true;
                translated.Append(c);
                if (at < pattern.Length && pattern[at] == '^') Take(1, "^");
            }
        }
        else if (c == '(' && pattern[at..].StartsWith("?"))
        {
            if (!IsGroup(pattern[(at + 1)..])) throw new ArgumentException("after (? must come one of : = ! <= <! or a name in angle brackets");
            Take(1, "(?");
        }
        else if (c == '$') translated.Append(@"\z");
        else if (c == '.') translated.Append(@"(?:[\ud800-\udbff][\udc00-\udfff]|[^\n\r\u2028\u2029])");
        else if (char.IsHighSurrogate(c) && at < pattern.Length && char.IsLowSurrogate(pattern[at]))
        {
            translated.Append("(?:").Append(c).Append(pattern[at++]).Append(')');
        }
        else translated.Append(c);
    }

    static bool IsGroup(ReadOnlySpan<char> rest) =>
        rest is [':' or '=' or '!', ..] or ['<', '=' or '!', ..] || (rest is ['<', var first, ..] && (char.IsLetter(first) || first is '_' or '$'));

    void Take(int length, string text)
    {
        at += length;
        translated.Append(text);
    }

    void Escape()
    {
        if (at >= pattern.Length) throw new ArgumentException("it ends with a backslash");
        var c = pattern[at++];
        switch (c)
        {
            case 'd': translated.Append(inClass ? "0-9" : "[0-9]"); break;
            case 'D': translated.Append(inClass ? NoDigit : "[^0-9]"); break;
            case 'w': translated.Append(inClass ? "a-zA-Z0-9_" : "[a-zA-Z0-9_]"); break;
            case 'W': translated.Append(inClass ? NoWord : "[^a-zA-Z0-9_]"); break;
            case 's': translated.Append(inClass ? Space : $"[{Space}]"); break;
            case 'S': translated.Append(inClass ? NoSpace : $"[^{Space}]"); break;
            case 'p' or 'P': Property(c); break;
            case 'u' when at < pattern.Length && pattern[at] == '{': CodePoint(); break;
            case 'c':
                if (at >= pattern.Length || !char.IsAsciiLetter(pattern[at])) throw new ArgumentException(@"\c must be followed by a letter");
                translated.Append(CultureInfo.InvariantCulture, $@"\u{pattern[at++] % 32:x4}");
                break;
            case 'b' or 'B' or 'f' or 'n' or 'r' or 't' or 'v' or 'u' or 'x' or 'k': translated.Append('\\').Append(c); break;
            // Others of .NET's escapes (\a, \A, \Z and so on) would mean something; in ECMA-262 they are errors.
            case var letter when char.IsAsciiLetter(letter): throw new ArgumentException($@"there is no escape \{letter}");
            case '0' when at >= pattern.Length || !char.IsAsciiDigit(pattern[at]): translated.Append(@"\0"); break;
            case '/': translated.Append('/'); break;
            default: translated.Append('\\').Append(c); break;
        }
    }

    void CodePoint()
    {
        var end = pattern[at..].IndexOf('}');
        if (end < 0 || !int.TryParse(pattern.Slice(at + 1, end - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point) || !Rune.IsValid(point))
            throw new ArgumentException(@"\u{ must be followed by the hexadecimal number of a character and }");
        at += end + 1;
        var text = new Rune(point).ToString();
        if (text.Length > 1) translated.Append("(?:").Append(text).Append(')');
        else translated.Append(CultureInfo.InvariantCulture, $@"\u{point:x4}");
    }

    void Property(char sign)
    {
        var end = pattern[at..].IndexOf('}');
        if (end < 0 || pattern[at] != '{') throw new ArgumentException($@"\{sign} must be followed by a property in braces");
        var name = pattern.Slice(at + 1, end - 1).ToString();
        at += end + 1;
        var value = name[(name.IndexOf('=', StringComparison.Ordinal) + 1)..];
        translated.Append('\\').Append(sign).Append('{').Append(Category(value)).Append('}');
    }

    static string Category(string name) => name switch
    {
        "Letter" or "Alphabetic" or "Alpha" => "L",
        "Uppercase_Letter" or "Uppercase" => "Lu",
        "Lowercase_Letter" or "Lowercase" => "Ll",
        "Titlecase_Letter" => "Lt",
        "Modifier_Letter" => "Lm",
        "Other_Letter" => "Lo",
        "Mark" or "Combining_Mark" => "M",
        "Number" => "N",
        "Decimal_Number" or "digit" => "Nd",
        "Letter_Number" => "Nl",
        "Other_Number" => "No",
        "Punctuation" or "punct" => "P",
        "Symbol" => "S",
        "Math_Symbol" => "Sm",
        "Currency_Symbol" => "Sc",
        "Separator" => "Z",
        "Space_Separator" => "Zs",
        "Control" or "cntrl" => "Cc",
        "Other" => "C",
        // .NET knows blocks where ECMA-262 knows scripts; for these they are nearly the same.
        "Greek" => "IsGreek",
        "Cyrillic" or "Arabic" or "Hebrew" or "Armenian" or "Thai" or "Hiragana" or "Katakana" or "Devanagari" or "Bengali" => "Is" + name,
        _ => name,
    };
}
