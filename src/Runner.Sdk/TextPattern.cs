using System.Text.RegularExpressions;

namespace Runner.Sdk;

/// <summary>A regular expression (.NET's) of an input, looked for in what a peer sends.</summary>
public sealed class TextPattern
{
    /// <summary>Long enough for any sensible pattern; short enough to notice one that is not, on what a peer sends.</summary>
    static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    readonly Regex regex;
    readonly string input;

    TextPattern(Regex regex, string input) => (this.regex, this.input) = (regex, input);

    /// <summary>The pattern of an input.</summary>
    /// <param name="pattern">The input's value.</param>
    /// <param name="input">The input's name, for messages.</param>
    /// <exception cref="ActionInputException">It is no regular expression.</exception>
    public static TextPattern Parse(string pattern, string input)
    {
        try
        {
            return new(new Regex(pattern, RegexOptions.CultureInvariant, MatchLimit), input);
        }
        catch (ArgumentException cause)
        {
            throw new ActionInputException(input, $"`{input}` is no regular expression: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    /// <summary>Whether the text has it somewhere.</summary>
    /// <exception cref="ActionInputException">It takes longer than a second.</exception>
    public bool IsIn(string text) => Find(text).Success;

    /// <summary>Where the text first has it.</summary>
    /// <inheritdoc cref="IsIn"/>
    public Match Find(string text)
    {
        try
        {
            return regex.Match(text);
        }
        catch (RegexMatchTimeoutException cause)
        {
            throw new ActionInputException(
                input,
                $"`{input}` takes longer than {Words.Duration(MatchLimit)} to be looked for in {Words.Quote(text)}: write a pattern with fewer repetitions inside repetitions.",
                cause);
        }
    }

    /// <summary>The pattern as it was given.</summary>
    public override string ToString() => regex.ToString();
}
