using System.Buffers;
using System.Text;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>Words as a POSIX shell reads them back unchanged (POSIX.1-2024, Shell Command Language, 2.2).</summary>
static class PosixQuoting
{
    /// <summary>A line break inside a word that is sent on one line: the variable that holds one.</summary>
    public const string LineBreakVariable = "runner_n";

    // Without '=', which makes an assignment of a first word and means a path to zsh.
    static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+:,./-");

    static readonly SearchValues<char> Disputed = SearchValues.Create("\\\n\r!");

    /// <summary>A word as it may stand in a command.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A word as it may stand in a line of a script that has <see cref="LineBreakVariable"/>.</summary>
    public static string QuoteInLine(string word) => Quote(word).Replace("\n", $"'\"${LineBreakVariable}\"'", StringComparison.Ordinal);

    /// <summary>Several words, with spaces between.</summary>
    public static string Join(IEnumerable<string> words, Func<string, string> quote)
    {
        var line = new StringBuilder();
        foreach (var word in words) line.Append(line.Length == 0 ? "" : " ").Append(quote(word));
        return line.ToString();
    }

    /// <summary>Whether every login shell reads the quoted word alike: fish takes a backslash in quotes for more, csh takes a line break or an exclamation mark there for less.</summary>
    public static bool IsPortable(string word) => !word.AsSpan().ContainsAny(Disputed);
}
