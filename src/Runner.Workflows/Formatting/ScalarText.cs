namespace Runner.Workflows.Formatting;

/// <summary>Plain and quoted scalars as they are written: their text stays, the indentation of further lines does not.</summary>
static class ScalarText
{
    /// <summary>Whether it takes several lines.</summary>
    public static bool IsLong(string text) => text.Contains('\n', StringComparison.Ordinal);

    /// <summary>What separates a key from its colon: a name could hold the colon.</summary>
    public static string ColonSpace(LayoutNode key) => key is ScalarLayout { Text: null, Properties.Count: > 0 } or ScalarLayout { Text.Text: ['*', ..] } ? " " : "";

    /// <summary>Writes one.</summary>
    public static void Write(string text, int indent, LineWriter lines)
    {
        if (!IsLong(text))
        {
            lines.Write(text);
            return;
        }

        var parts = text.Split('\n');
        for (var i = 0; i < parts.Length; i++)
        {
            var part = i == 0 ? parts[i] : parts[i].TrimStart(' ', '\t');
            if (i < parts.Length - 1) part = TrimEnd(part, text[0] == '"');
            if (i == 0) lines.Write(part);
            else lines.Add(indent, part);
        }
    }

    /// <summary>Blanks at the end of a line are none of the text, but for one that is escaped.</summary>
    static string TrimEnd(string line, bool hasEscapes)
    {
        var trimmed = line.TrimEnd(' ', '\t');
        if (!hasEscapes || trimmed.Length == line.Length) return trimmed;
        var backslashes = trimmed.Length - trimmed.AsSpan().TrimEnd('\\').Length;
        return backslashes % 2 == 0 ? trimmed : line[..(trimmed.Length + 1)];
    }
}
