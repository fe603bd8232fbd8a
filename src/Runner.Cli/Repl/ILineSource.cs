namespace Runner.Cli.Repl;

/// <summary>Where the lines come from that a person types, or a program sends.</summary>
interface ILineSource : IDisposable
{
    /// <summary>The names that could stand at the end of a text, and how many characters of it they replace.</summary>
    Func<string, (IReadOnlyList<string> Names, int Typed)>? Complete { set; }

    /// <summary>The next line; null at the end.</summary>
    string? Read(string prompt);
}

/// <summary>Lines as they come: of a pipe, or of a terminal without keys to read.</summary>
sealed class PlainLines(Surroundings around, bool isTerminal) : ILineSource
{
    readonly StreamReader input = new(around.Input());

    public Func<string, (IReadOnlyList<string> Names, int Typed)>? Complete { private get; set; }

    public string? Read(string prompt)
    {
        if (isTerminal) around.Out.Write(prompt);
        // A tab at the end of a line asks what could stand there: so it can be asked without keys.
        var line = input.ReadLine();
        while (line is { Length: > 0 } && line[^1] == '\t' && Complete is not null)
        {
            around.Out.WriteLine(string.Join("  ", Complete(line[..^1]).Names));
            line = input.ReadLine();
        }

        return line;
    }

    public void Dispose() => input.Dispose();
}
