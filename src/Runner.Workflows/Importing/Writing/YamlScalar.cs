using System.Globalization;
using System.Text;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Importing;

/// <summary>Texts as YAML scalars that read as the same text, and as nothing else in any YAML that people use.</summary>
static class YamlScalar
{
    const int LongestKey = 120;

    /// <summary>On one line: plain where that is safe, else quoted.</summary>
    /// <param name="text">The text, its expressions rendered.</param>
    /// <param name="inFlow">Whether it stands within braces or brackets.</param>
    public static string OneLine(string text, bool inFlow) => IsPlain(text, inFlow) ? text : Quoted(text);

    /// <summary>Whether a text can be a key.</summary>
    public static bool CanBeKey(string text) => text.Length <= LongestKey && !ExpressionMark.IsIn(text);

    /// <summary>The lines of a literal block, without indentation; null when the text cannot be one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="header">How the block begins: <c>|</c>, <c>|-</c> or <c>|+</c>.</param>
    public static string[]? Block(string text, out string header)
    {
        header = "|";
        if (!text.Contains('\n', StringComparison.Ordinal) || text[0] is ' ' or '\n' or '\t' || text.Trim('\n').Length == 0) return null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is not ('\n' or '\t') && !IsPrintable(rune)) return null;
        }

        if (HasLoneSurrogate(text)) return null;
        var lines = text.Split('\n');
        if (lines.Any(line => line.Length > 0 && (line[^1] is ' ' or '\t' || line.Trim().Length == 0))) return null;
        if (lines[^1].Length > 0) header = "|-";
        else
        {
            lines = lines[..^1];
            if (lines[^1].Length == 0) return null;
        }

        return lines;
    }

    static bool IsPlain(string text, bool inFlow)
    {
        if (text.Length == 0 || text[0] is not ('_' or '/' or '$') && !char.IsLetterOrDigit(text[0]) || text[^1] is ' ' or ':') return false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ':' && (i + 1 == text.Length || text[i + 1] == ' ' || inFlow)) return false;
            if (c == '#' && i > 0 && text[i - 1] == ' ') return false;
            if (c == ' ' && i > 0 && text[i - 1] == ' ') return false;
            if (inFlow && c is '{' or '}' or '[' or ']' or ',' && inFlow) return false;
            if (!char.IsAscii(c) ? !char.IsLetter(c) : char.IsControl(c) || c is '`') return false;
        }

        if (CoreSchema.Resolve(text).Kind != ValueKind.String) return false;
        // What an older YAML takes for a boolean, a date or a number in base 60.
        return text.ToLowerInvariant() is not ("yes" or "no" or "on" or "off" or "y" or "n") && !(char.IsDigit(text[0]) && text.All(c => char.IsDigit(c) || c is '-' or ':' or '.' or '_' or ',' or '+' or 'T' or 'Z'));
    }

    static string Quoted(string text)
    {
        if (text.AsSpan().IndexOfAny('"', '\\') >= 0 && !HasLoneSurrogate(text) && text.EnumerateRunes().All(IsPrintable)) return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"' or '\\': quoted.Append('\\').Append(rune); break;
                case '\n': quoted.Append("\\n"); break;
                case '\r': quoted.Append("\\r"); break;
                case '\t': quoted.Append("\\t"); break;
                case var code when IsPrintable(rune): quoted.Append(rune); break;
                case <= 0xff and var code: quoted.Append(CultureInfo.InvariantCulture, $"\\x{code:x2}"); break;
                case <= 0xffff and var code: quoted.Append(CultureInfo.InvariantCulture, $"\\u{code:x4}"); break;
                default: quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"); break;
            }
        }

        return quoted.Append('"').ToString();
    }

    static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse) && rune.Value != 0xa0;

    static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }

        return false;
    }
}
