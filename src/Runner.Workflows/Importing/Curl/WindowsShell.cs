using System.Text;
using Runner.Workflows.Text;

namespace Runner.Workflows.Importing;

/// <summary>
/// Takes command lines apart as Windows' cmd.exe does, with its caret, and then as programs there split their arguments.
/// Browsers write such commands as "Copy as cURL (cmd)".
/// </summary>
sealed class WindowsShell(SourceText source)
{
    readonly string text = source.Content;
    readonly List<List<(char Char, int Offset)>> lines = [[]];

    /// <summary>Whether a text is written for cmd.exe: lines that end with a caret, or quotes after one.</summary>
    public static bool Wrote(string text) =>
        text.Contains("^\"", StringComparison.Ordinal) || text.Contains("^\r\n", StringComparison.Ordinal) || text.Contains("^\n", StringComparison.Ordinal) && !text.Contains('\'', StringComparison.Ordinal);

    /// <summary>The commands, in order.</summary>
    /// <exception cref="ImportException">A quote is not closed.</exception>
    public List<List<ShellWord>> Read()
    {
        ReadCarets();
        return [.. lines.Select(Split).Where(command => command.Count > 0)];
    }

    /// <summary>What cmd.exe hands on: carets resolved, commands apart.</summary>
    void ReadCarets()
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n') continue;
            if (c == '"') quoted = !quoted;
            if (c == '^' && !quoted)
            {
                if (++i < text.Length && text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
                if (i < text.Length && text[i] == '\n')
                {
                    // The line goes on; the character after it is taken as it is, a line break too.
                    var next = i + 1;
                    if (next < text.Length && text[next] == '\r') next++;
                    if (next >= text.Length || text[next] != '\n') continue;
                    i = next;
                }

                if (i < text.Length) lines[^1].Add((text[i], i));
            }
            else if (c == '\n' || c == '&' && !quoted)
            {
                quoted = false;
                lines.Add([]);
            }
            else lines[^1].Add((c, i));
        }
    }

    /// <summary>The arguments of a program: backslashes escape quotes, and only them; two quotes within quotes are one.</summary>
    List<ShellWord> Split(List<(char Char, int Offset)> line)
    {
        var words = new List<ShellWord>();
        var i = 0;
        while (true)
        {
            while (i < line.Count && line[i].Char is ' ' or '\t') i++;
            if (i == line.Count) return words;
            var start = line[i].Offset;
            var word = new StringBuilder();
            var opened = -1;
            for (; i < line.Count && (opened >= 0 || line[i].Char is not (' ' or '\t')); i++)
            {
                var c = line[i].Char;
                if (c == '\\')
                {
                    var count = 0;
                    while (i < line.Count && line[i].Char == '\\') (i, count) = (i + 1, count + 1);
                    var beforeQuote = i < line.Count && line[i].Char == '"';
                    word.Append('\\', beforeQuote ? count / 2 : count);
                    if (beforeQuote && count % 2 == 1) word.Append('"');
                    else i--;
                }
                else if (c == '"')
                {
                    if (opened >= 0 && i + 1 < line.Count && line[i + 1].Char == '"')
                    {
                        word.Append('"');
                        i++;
                    }
                    else opened = opened >= 0 ? -1 : i;
                }
                else word.Append(c);
            }

            if (opened >= 0) throw new ImportException(new SourceLocation(source, new(line[opened].Offset, 1)), "this \" is never closed", "the command may have been cut off when it was copied");
            words.Add(new(word.ToString(), start));
        }
    }
}
