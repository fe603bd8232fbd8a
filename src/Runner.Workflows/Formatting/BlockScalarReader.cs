namespace Runner.Workflows.Formatting;

/// <summary>
/// Reads a literal or folded scalar: its header, and its lines without the indentation. The parser tells the text but
/// neither how far it was indented nor where it ends; both follow from comparing the two.
/// </summary>
static class BlockScalarReader
{
    /// <summary>Reads the scalar that comes next and passes it.</summary>
    /// <param name="cursor">Stands before the header.</param>
    /// <param name="properties">Its anchor and tag.</param>
    /// <param name="value">What the parser made of it.</param>
    public static BlockScalarLayout Read(SourceCursor cursor, IReadOnlyList<Lexeme> properties, string value)
    {
        cursor.Peek();
        var length = 1;
        while (cursor.CharAt(cursor.Offset + length) is (>= '0' and <= '9') or '+' or '-') length++;
        var header = cursor.Take(length);
        var comment = cursor.TakeComment();
        var saysIndent = header.Text.AsSpan().ContainsAnyInRange('0', '9');

        var below = LinesBelow(cursor, value, out var indent, out var firstText);
        var count = below.Count;
        // What is empty at the end belongs to the scalar only where it is kept, or where it is more than indentation.
        while (count > 0 && !header.Text.Contains('+', StringComparison.Ordinal) && below[count - 1].Text.Length <= indent) count--;
        if (count > 0) cursor.MoveTo(below[count - 1].End);

        var lines = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var line = below[i].Text;
            // Blanks before the first text are none of it, unless the header says where text starts.
            lines.Add(line.Length <= indent || (!saysIndent && i < firstText) ? "" : line[indent..]);
        }

        return new(properties, header with { Text = Header(header.Text, value, saysIndent || lines.Find(line => line.Length > 0) is [' ', ..]) }, comment, lines);
    }

    /// <summary>The lines after the header that can belong to the scalar, and how far its text is indented.</summary>
    static List<(string Text, int End)> LinesBelow(SourceCursor cursor, string value, out int indent, out int firstText)
    {
        var lines = new List<(string Text, int End)>();
        var text = FirstText(value);
        var content = cursor.Content;
        (indent, firstText) = (-1, int.MaxValue);
        for (var at = content.IndexOf('\n', cursor.Offset); at >= 0 && at + 1 < content.Length;)
        {
            var end = content.IndexOf('\n', at + 1);
            var line = content[(at + 1)..(end < 0 ? content.Length : end)];
            var spaces = Spaces(line);
            if (spaces < line.Length)
            {
                if (text is null) break;
                if (indent < 0) (indent, firstText) = (Math.Max(0, spaces - Spaces(text)), lines.Count);
                if (spaces < indent) break;
            }

            lines.Add((line, end < 0 ? content.Length : end));
            at = end;
        }

        if (indent < 0)
        {
            // No text: what the parser kept of the blanks tells how many of them were indentation.
            var longest = value.Split('\n').Max(line => line.Length);
            indent = longest == 0 ? int.MaxValue : Math.Max(0, lines.Select(line => line.Text.Length).DefaultIfEmpty().Max() - longest);
        }

        // Blanks at the end of the file that no line break follows are no line.
        if (lines.Count > 0 && lines[^1] is var last && last.End == content.Length && content[^1] != '\n' && last.Text.Length <= indent && Spaces(last.Text) == last.Text.Length) lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    /// <summary>The header, with the indentation that Runner writes where one is needed.</summary>
    static string Header(string written, string value, bool saysIndent)
    {
        var chomping = written.AsSpan().IndexOfAny('+', '-') is >= 0 and var at ? written[at].ToString() : "";
        // The last line of a file may lack its break; the formatted file has it, and must not put it into the text.
        if (value.Length > 0 && value[^1] != '\n') chomping = "-";
        return $"{written[0]}{(saysIndent ? LineWriter.Step.ToString(System.Globalization.CultureInfo.InvariantCulture) : "")}{chomping}";
    }

    /// <summary>The first line that is more than blanks.</summary>
    static string? FirstText(string value)
    {
        foreach (var range in value.AsSpan().Split('\n'))
        {
            var line = value.AsSpan()[range];
            if (Spaces(line) < line.Length) return line.ToString();
        }

        return null;
    }

    static int Spaces(ReadOnlySpan<char> line)
    {
        var other = line.IndexOfAnyExcept(' ');
        return other < 0 ? line.Length : other;
    }
}
