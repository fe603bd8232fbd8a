using System.Globalization;
using System.Text;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Text of documents inside C#: whatever it holds, it stays text.</summary>
static class CSharpText
{
    /// <summary>Of a description, so many characters are kept: whole sentences, and of the first one at least a part.</summary>
    const int LongestDescription = 150;

    /// <summary>Code, indented by tabs: a tenth of a client would be blanks.</summary>
    public static string Tabbed(IReadOnlyList<string> parts)
    {
        var code = new StringBuilder(parts.Sum(static part => part.Length));
        foreach (var part in parts)
        {
            foreach (var line in part.AsSpan().EnumerateLines())
            {
                var text = line.TrimStart(' ');
                if (text.Length > 0) code.Append('\t', (line.Length - text.Length) / 4).Append(text);
                code.Append('\n');
            }

            // What follows the last end of a line is no line.
            code.Length--;
        }

        return code.ToString();
    }

    /// <summary>A string literal.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var each in text)
        {
            if (each is '"' or '\\') literal.Append('\\').Append(each);
            else if (each is '\n') literal.Append("\\n");
            else if (each is >= ' ' and < (char)127 || char.GetUnicodeCategory(each) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter) literal.Append(each);
            else literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)each:x4}");
        }

        return literal.Append('"').ToString();
    }

    /// <summary>A summary for XML documentation, on a line of its own; nothing for no text.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="indent">What comes before.</param>
    /// <param name="text">A description of the document, which is shortened.</param>
    /// <param name="facts">What is said after it whatever its length.</param>
    public static void Summary(StringBuilder code, string indent, string? text, string facts = "")
    {
        if (Line(Said(text, facts)) is { Length: > 0 } line) code.Append(indent).Append("/// <summary>").Append(line).Append("</summary>\n");
    }

    /// <summary>The documentation of a parameter; nothing for no text.</summary>
    public static void Parameter(StringBuilder code, string indent, string name, string? text, string facts = "")
    {
        if (Line(Said(text, facts)) is { Length: > 0 } line) code.Append(indent).Append("/// <param name=\"").Append(name.TrimStart('@')).Append("\">").Append(line).Append("</param>\n");
    }

    /// <summary>Text as XML on one line. What ends a line in C# (also U+0085, U+2028, U+2029) and what XML cannot hold becomes a blank.</summary>
    public static string Line(string? text)
    {
        var line = Plain(text, int.MaxValue);
        return line.AsSpan().ContainsAny('<', '>', '&') ? line.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal) : line;
    }

    static string Said(string? text, string facts) => Brief(text) is var brief && facts.Length > 0 && brief.Length > 0 && char.IsLetterOrDigit(brief[^1]) ? $"{brief}.{facts}" : brief + facts;

    /// <summary>The beginning of a description.</summary>
    static string Brief(string? text)
    {
        var plain = Plain(text, 2 * LongestDescription);
        if (plain.Length <= LongestDescription) return plain;
        var sentence = plain.LastIndexOf(". ", LongestDescription, StringComparison.Ordinal);
        if (sentence > LongestDescription / 4) return plain[..(sentence + 1)];
        var word = plain.LastIndexOf(' ', LongestDescription);
        var end = word > 0 ? word : LongestDescription;
        return plain[..(char.IsHighSurrogate(plain[end - 1]) ? end - 1 : end)] + " ...";
    }

    /// <summary>Text on one line, of characters that C# and XML take, of little more than a length.</summary>
    static string Plain(string? text, int most)
    {
        if (text is null) return "";
        var line = new StringBuilder();
        var isBlank = false;
        for (var i = 0; i < text.Length && line.Length <= most; i++)
        {
            var each = text[i];
            if (each == ' ' || char.IsWhiteSpace(each) || char.IsControl(each) || char.GetUnicodeCategory(each) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned)
            {
                isBlank = true;
                continue;
            }

            var isPair = char.IsHighSurrogate(each) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if ((char.IsSurrogate(each) && !isPair) || each is '\uFFFE' or '\uFFFF') continue;
            if (isBlank && line.Length > 0) line.Append(' ');
            isBlank = false;
            line.Append(each);
            if (isPair) line.Append(text[++i]);
        }

        return line.ToString();
    }
}
