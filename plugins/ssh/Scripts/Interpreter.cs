using Runner.Sdk;

namespace Runner.Plugins.Ssh.Scripts;

/// <summary>The program that runs a script.</summary>
/// <param name="Program">The program and its options.</param>
/// <param name="ReadsInput">What has it read the script from its standard input; null when it takes a file.</param>
sealed record Interpreter(IReadOnlyList<string> Program, IReadOnlyList<string>? ReadsInput)
{
    static readonly char[] Version = [.. "0123456789."];

    static readonly string[] Shells = ["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"];

    static readonly string[] Languages = ["python", "perl", "ruby", "node", "lua"];

    /// <summary>The interpreter that is given, or the one that the script names in its first line, or <c>sh</c>.</summary>
    /// <exception cref="ActionInputException">What is given names no program.</exception>
    public static Interpreter Of(IReadOnlyList<string>? given, string script)
    {
        if (given is not null && (given.Count == 0 || given[0].Length == 0 || given[0][0] == '-'))
            throw new ActionInputException("interpreter", "`interpreter` names no program: write a list, the program and its options, as in [python3, -u].");
        var program = given ?? OfFirstLine(script);
        return new(program, NameOf(program) switch
        {
            { } shell when Shells.Contains(shell) => ["-s", "--"],
            { } language when Languages.Contains(language) => ["-"],
            _ => null,
        });
    }

    /// <summary>What <c>#!</c> names; a system would take all that follows the program as one option, which is right for one only.</summary>
    static string[] OfFirstLine(string script)
    {
        if (!script.StartsWith("#!", StringComparison.Ordinal)) return ["sh"];
        var end = script.AsSpan().IndexOfAny('\r', '\n');
        var words = (end < 0 ? script[2..] : script[2..end]).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return ["sh"];
        // `env -S` is there to make several options of one, which they are here.
        return words is [_, "-S", ..] && NameOf([words[0]]) is null ? [words[0], .. words[2..]] : words;
    }

    /// <summary>The program's name without folder and version, looking through <c>env</c>; null for one that cannot be told.</summary>
    static string? NameOf(IReadOnlyList<string> program)
    {
        var word = program[0];
        if (Name(word) == "env")
        {
            word = program.Skip(1).FirstOrDefault(static word => !word.Contains('=', StringComparison.Ordinal));
            if (word is null || word.StartsWith('-')) return null;
        }

        return Name(word).TrimEnd(Version);
    }

    static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
