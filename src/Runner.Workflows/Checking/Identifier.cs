namespace Runner.Workflows.Checking;

/// <summary>What an id may look like: so that expressions can name it.</summary>
static class Identifier
{
    public const string Help = "a name starts with a letter or `_` and goes on with letters, digits, `_` and `-`";

    public static bool IsValid(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] == '_')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
