namespace Runner.Cli.Repl;

/// <summary>A line that is typed at a terminal: cursor keys, the lines before it, names completed by Tab.</summary>
sealed class LineEditor(TextWriter output) : ILineSource
{
    const int MostListed = 60;

    readonly List<string> history = [];
    string line = "";
    string draft = "";
    int at;

    public Func<string, (IReadOnlyList<string> Names, int Typed)>? Complete { private get; set; }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">Ctrl-C: what was typed is given up.</exception>
    public string? Read(string prompt)
    {
        // While a line is typed it is a key; while code runs it is the signal that ends it.
        Console.TreatControlCAsInput = true;
        try
        {
            return ReadKeys(prompt);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    string? ReadKeys(string prompt)
    {
        (line, at, draft) = ("", 0, "");
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
                case ConsoleKey.C when isControl:
                    output.WriteLine("^C");
                    throw new OperationCanceledException();
                // Code that is pasted is indented by it.
                case ConsoleKey.Tab when line.AsSpan(0, at).IsWhiteSpace(): Insert("    "); break;
                case ConsoleKey.Tab: CompleteName(isAgain: tabs > 1); break;
                case ConsoleKey.LeftArrow: at = Math.Max(0, at - 1); break;
                case ConsoleKey.RightArrow: at = Math.Min(line.Length, at + 1); break;
                case ConsoleKey.Home:
                case ConsoleKey.A when isControl: at = 0; break;
                case ConsoleKey.End:
                case ConsoleKey.E when isControl: at = line.Length; break;
                case ConsoleKey.K when isControl: line = line[..at]; break;
                case ConsoleKey.U when isControl: (line, at) = (line[at..], 0); break;
                case ConsoleKey.W when isControl: DeleteWord(); break;
                case ConsoleKey.L when isControl: output.Write("\e[H\e[2J"); break;
                case ConsoleKey.UpArrow or ConsoleKey.P when key.Key == ConsoleKey.UpArrow || isControl: place = Recall(place, Math.Max(0, place - 1)); break;
                case ConsoleKey.DownArrow or ConsoleKey.N when key.Key == ConsoleKey.DownArrow || isControl: place = Recall(place, Math.Min(history.Count, place + 1)); break;
                case ConsoleKey.Backspace when at > 0: line = line.Remove(--at, 1); break;
                case ConsoleKey.Delete when at < line.Length: line = line.Remove(at, 1); break;
                default:
                    if (!char.IsControl(key.KeyChar)) Insert(key.KeyChar.ToString());
                    break;
            }

            Draw(prompt);
        }
    }

    public void Dispose()
    {
    }

    void Insert(string text)
    {
        line = line.Insert(at, text);
        at += text.Length;
    }

    void DeleteWord()
    {
        var from = at;
        while (from > 0 && line[from - 1] == ' ') from--;
        while (from > 0 && line[from - 1] != ' ') from--;
        (line, at) = (line.Remove(from, at - from), from);
    }

    /// <summary>Shows a line of the history; behind its end stands what was being typed.</summary>
    int Recall(int from, int to)
    {
        if (from == history.Count && to < from) draft = line;
        if (from != to) line = to < history.Count ? history[to] : draft;
        at = line.Length;
        return to;
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
