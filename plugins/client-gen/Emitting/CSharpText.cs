using System.Globalization;
using System.Text;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Text of documents inside C#: whatever it holds, it stays text.</summary>
static class CSharpText
{
    const int LongestDocumentation = 400;

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
    public static void Summary(StringBuilder code, string indent, string? text)
    {
        if (Line(text) is { Length: > 0 } line) code.Append(indent).Append("/// <summary>").Append(line).Append("</summary>\n");
    }

    /// <summary>The documentation of a parameter; nothing for no text.</summary>
    public static void Parameter(StringBuilder code, string indent, string name, string? text)
    {
        if (Line(text) is { Length: > 0 } line) code.Append(indent).Append("/// <param name=\"").Append(name.TrimStart('@')).Append("\">").Append(line).Append("</param>\n");
    }

    /// <summary>Text as XML on one line. What ends a line in C# (also U+0085, U+2028, U+2029) and what XML cannot hold becomes a blank.</summary>
    public static string Line(string? text)
    {
        if (text is null) return "";
        var line = new StringBuilder();
        var isBlank = false;
        for (var i = 0; i < text.Length; i++)
        {
            var each = text[i];
            if (char.IsWhiteSpace(each) || char.IsControl(each) || char.GetUnicodeCategory(each) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned)
            {
                isBlank = true;
                continue;
            }

            var isPair = char.IsHighSurrogate(each) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if ((char.IsSurrogate(each) && !isPair) || each is '\uFFFE' or '\uFFFF') continue;
            if (isBlank && line.Length > 0)
            {
                if (line.Length > LongestDocumentation) return line.Append(" ...").ToString();
                line.Append(' ');
            }

            isBlank = false;
            if (line.Length > 2 * LongestDocumentation) return line.Append(" ...").ToString();
            line.Append(each switch { '<' => "&lt;", '>' => "&gt;", '&' => "&amp;", _ => each.ToString() });
            if (isPair) line.Append(text[++i]);
        }

        return line.ToString();
    }
}
