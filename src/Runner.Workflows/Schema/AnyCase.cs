using System.Text;

namespace Runner.Workflows.Schema;

/// <summary>Regular expressions for names whose case does not matter to Runner: JSON Schema's know no flag for it.</summary>
static class AnyCase
{
    /// <summary>An expression that matches each of the names, and nothing else, in any case.</summary>
    public static string PatternOf(IEnumerable<string> names) => $"^(?:{string.Join('|', names.Select(PatternOf))})$";

    /// <summary>An expression that matches what starts with one of the texts, in any case.</summary>
    public static string StartOf(IEnumerable<string> starts) => $"^(?:{string.Join('|', starts.Select(PatternOf))})";

    static string PatternOf(string name)
    {
        var pattern = new StringBuilder(name.Length * 4);
        foreach (var c in name)
        {
            if (char.IsLetter(c)) pattern.Append('[').Append(char.ToLowerInvariant(c)).Append(char.ToUpperInvariant(c)).Append(']');
            // A hyphen and a colon need no escape outside of brackets, and with the flag u they may have none.
            else if (char.IsDigit(c) || c is '-' or '_' or ' ' or ':') pattern.Append(c);
            else pattern.Append('\\').Append(c);
        }

        return pattern.ToString();
    }
}
