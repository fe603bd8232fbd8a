using System.Globalization;
using System.Text;

namespace Runner.Reporting;

/// <summary>
/// Makes text of a peer harmless to a terminal and to who reads it: a control character could move the cursor, set the
/// window's title or hide what was printed before; a bidirectional override could show a line as what it is not.
/// What is dangerous is shown as an escape, as a programmer would write it.
/// </summary>
static class SafeText
{
    /// <summary>The text on one line, with nothing in it that a terminal would obey.</summary>
    internal static string OneLine(string text)
    {
        var start = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (start < 0) return text;

        var builder = new StringBuilder(text.Length + 16).Append(text, 0, start);
        var rest = text.AsSpan(start);
        while (rest.Length > 0)
        {
            // An unpaired surrogate decodes as U+FFFD, which is also what UTF-8 would make of it.
            Rune.DecodeFromUtf16(rest, out var rune, out var length);
            rest = rest[length..];
            if (IsHarmless(rune)) AppendRune(builder, rune);
            else AppendEscape(builder, rune.Value);
        }
        return builder.ToString();
    }

    static bool IsHarmless(Rune rune)
    {
        if (rune.Value is >= ' ' and <= '~') return true;
        // The joiners are invisible, but Persian and emoji need them, and they reorder nothing.
        if (rune.Value is 0x200C or 0x200D) return true;
        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }

    static void AppendRune(StringBuilder builder, Rune rune)
    {
        Span<char> chars = stackalloc char[2];
        builder.Append(chars[..rune.EncodeToUtf16(chars)]);
    }

    static void AppendEscape(StringBuilder builder, int code)
    {
        switch (code)
        {
            case '\n': builder.Append("\\n"); break;
            case '\r': builder.Append("\\r"); break;
            case '\t': builder.Append("\\t"); break;
            case <= 0xFF: builder.Append("\\x").Append(code.ToString("x2", CultureInfo.InvariantCulture)); break;
            case <= 0xFFFF: builder.Append("\\u").Append(code.ToString("x4", CultureInfo.InvariantCulture)); break;
            default: builder.Append("\\U").Append(code.ToString("x8", CultureInfo.InvariantCulture)); break;
        }
    }
}
