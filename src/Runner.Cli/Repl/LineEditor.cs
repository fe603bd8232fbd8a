namespace Runner.Cli.Repl;

/// <summary>A line that is typed at a terminal: cursor keys, the lines before it, names completed by Tab.</summary>
sealed class LineEditor(TextWriter output) : ILineSource
{
    const int MostListed = 60;

    readonly List<string> history = [];
    string line = "";
    int at;

    public Func<string, (IReadOnlyList<string> Names, int Typed)>? Complete { private get; set; }

    public string? Read(string prompt)
    {
        (line, at) = ("", 0);
        var place = history.Count;
        var tabs = 0;
        Draw(prompt);
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            tabs = key.Key == ConsoleKey.Tab ? tabs + 1 : 0;
            var isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    output.WriteLine();
                    if (line.Trim().Length > 0 && (history.Count == 0 || history[^1] != line)) history.Add(line);
                    return line;
                case ConsoleKey.D when isControl && line.Length == 0:
                    output.WriteLine();
                    return null;
                case ConsoleKey.Tab: CompleteName(isAgain: tabs > 1); break;
                case ConsoleKey.LeftArrow: at = Math.Max(0, at - 1); break;
                case ConsoleKey.RightArrow: at = Math.Min(line.Length, at + 1); break;
                case ConsoleKey.Home:
                case ConsoleKey.A when isControl: at = 0; break;
                case ConsoleKey.End:
                case ConsoleKey.E when isControl: at = line.Length; break;
                case ConsoleKey.K when isControl: line = line[..at]; break;
                case ConsoleKey.U when isControl: (line, at) = (line[at..], 0); break;
                case ConsoleKey.UpArrow: Recall(place = Math.Max(0, place - 1)); break;
                case ConsoleKey.DownArrow: Recall(place = Math.Min(history.Count, place + 1)); break;
                case ConsoleKey.Backspace when at > 0: line = line.Remove(--at, 1); break;
                case ConsoleKey.Delete when at < line.Length: line = line.Remove(at, 1); break;
                default:
                    if (!char.IsControl(key.KeyChar)) line = line.Insert(at++, key.KeyChar.ToString());
                    break;
            }

            Draw(prompt);
        }
    }

    public void Dispose()
    {
    }

    void Recall(int place)
    {
        line = place < history.Count ? history[place] : "";
        at = line.Length;
    }

    /// <summary>Adds what all names have in common; at the second Tab, lists them.</summary>
    void CompleteName(bool isAgain)
    {
        if (Complete is null || line.Length == 0) return;
        var (names, typed) = Complete(line[..at]);
        if (names.Count == 0) return;
        var common = names.Aggregate(Common);
        if (common.Length > typed || names.Count == 1)
        {
            line = line.Remove(at - typed, typed).Insert(at - typed, common);
            at += common.Length - typed;
        }
        else if (isAgain)
        {
            output.WriteLine();
            output.WriteLine(string.Join("  ", names.Take(MostListed)) + (names.Count > MostListed ? $"  and {names.Count - MostListed} more" : ""));
        }
    }

    static string Common(string a, string b)
    {
        var length = 0;
        while (length < a.Length && length < b.Length && char.ToUpperInvariant(a[length]) == char.ToUpperInvariant(b[length])) length++;
        return a[..length];
    }

    /// <summary>Draws the line anew. What is wider than the terminal is shown around the cursor.</summary>
    void Draw(string prompt)
    {
        var width = Math.Max(20, Console.WindowWidth) - prompt.Length - 1;
        var from = Math.Max(0, at - width);
        output.Write($"\r\e[K{prompt}{line.AsSpan(from, Math.Min(width, line.Length - from))}\r\e[{prompt.Length + at - from}C");
    }
}
