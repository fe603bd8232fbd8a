using System.Text.RegularExpressions;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>A pattern that a received text may have.</summary>
/// <param name="input">The input that gives it, for errors.</param>
/// <param name="regex">The pattern.</param>
sealed class TextPattern(string input, Regex regex)
{
    /// <summary>Long enough for any sensible pattern; short enough to notice one that is not, on what a peer sends.</summary>
    static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <summary>The pattern of an input, or null when it is not given.</summary>
    /// <exception cref="ActionInputException">It is no regular expression.</exception>
    internal static TextPattern? Of(string? pattern, string input)
    {
        if (pattern is null) return null;
        try
        {
            return new(input, new Regex(pattern, RegexOptions.CultureInvariant, MatchLimit));
        }
        catch (ArgumentException e)
        {
            throw new ActionInputException(input, $"`{input}` is no regular expression: {e.Message}", e);
        }
    }

    /// <summary>Whether the text has it somewhere.</summary>
    /// <exception cref="ActionInputException">The pattern takes too long.</exception>
    internal bool IsIn(string text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ActionInputException(input, $"`{input}` takes longer than 1 s to be looked for in what came: write a pattern with fewer repetitions inside repetitions.", e);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => regex.ToString();
}
