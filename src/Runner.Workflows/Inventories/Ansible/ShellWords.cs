using System.Text;

namespace Runner.Workflows.Inventories.Ansible;

/// <summary>
/// A line as words, as Python's <c>shlex</c> takes it apart, by which Ansible reads INI files: quotes join, <c>\</c> takes the next
/// character as it is, <c>#</c> begins a comment, also within a word.
/// </summary>
static class ShellWords
{
    /// <exception cref="FormatException">A quote is not closed, or nothing follows a <c>\</c>.</exception>
    public static List<string> Split(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            switch (c)
            {
                case '#':
                    i = line.Length;
                    break;
                case ' ' or '\t' or '\r':
                    if (word is not null) words.Add(word.ToString());
                    word = null;
                    break;
                case '\'' or '"':
                    i = Quoted(line, i, word ??= new());
                    break;
                case '\\':
                    if (++i >= line.Length) throw new FormatException(@"nothing follows the `\`");
                    (word ??= new()).Append(line[i]);
                    break;
                default:
                    (word ??= new()).Append(c);
                    break;
            }
        }

        if (word is not null) words.Add(word.ToString());
        return words;
    }

    /// <summary>Adds what stands in quotes; the answer is the place of the closing one.</summary>
    static int Quoted(string line, int open, StringBuilder word)
    {
        var quote = line[open];
        for (var i = open + 1; i < line.Length; i++)
        {
            if (line[i] == quote) return i;
            if (quote == '"' && line[i] == '\\' && i + 1 < line.Length && line[i + 1] is '"' or '\\') i++;
            word.Append(line[i]);
        }

        throw new FormatException($"the quote {quote} is not closed");
    }
}
