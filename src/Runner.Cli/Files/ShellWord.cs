namespace Runner.Cli.Files;

/// <summary>Text as a word of a shell's command line.</summary>
static class ShellWord
{
    /// <summary>The text as it is typed: in quotes where the shell would read it otherwise.</summary>
    public static string Of(string text) =>
        text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '_' or '-') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
