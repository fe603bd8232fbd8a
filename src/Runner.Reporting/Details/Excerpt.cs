using System.Text;

namespace Runner.Reporting;

/// <summary>The start of a text, as much as a reader can use, and a line that says how much there was.</summary>
static class Excerpt
{
    internal const int MaxLines = 20;
    internal const int MaxChars = 4096;

    internal static void Add(List<DetailLine> lines, int depth, string text)
    {
        var rest = text.AsSpan().TrimEnd("\r\n");
        var left = MaxChars;
        for (var shown = 0; shown < MaxLines && left > 0; shown++)
        {
            var end = rest.IndexOf('\n');
            var line = end < 0 ? rest : rest[..end];
            if (line.Length > left)
            {
                // Not between the halves of a surrogate pair.
                var length = char.IsHighSurrogate(line[left - 1]) ? left - 1 : left;
                AddLine(lines, depth, line[..length]);
                rest = rest[length..];
                left = 0;
                break;
            }
            AddLine(lines, depth, line);
            left -= line.Length + 1;
            if (end < 0) return;
            rest = rest[(end + 1)..];
        }
        if (rest.Length == 0) return;
        var more = rest.Count('\n') + 1;
        var size = Amounts.Size(Encoding.UTF8.GetByteCount(rest));
        // Cut within its only line, a text has no "more lines".
        lines.Add(Cut(depth, left == 0 && more == 1 ? size + " more" : Amounts.Count(more, "more line") + ", " + size));
    }

    /// <summary>The line that says how much was left out.</summary>
    internal static DetailLine Cut(int depth, string howMuch) => new(depth, "", "[" + howMuch + "]") { Tone = Tone.Dim };

    static void AddLine(List<DetailLine> lines, int depth, ReadOnlySpan<char> line) =>
        lines.Add(new(depth, "", line.TrimEnd('\r').ToString().Replace("\t", "    ", StringComparison.Ordinal)) { MaxRows = 3 });
}
