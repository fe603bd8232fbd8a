using System.Text.RegularExpressions;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A regular expression of a schema, which ECMA-262 defines. It runs in linear time where it can, else with a time limit.</summary>
sealed class SchemaPattern
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    readonly SchemaPlace place;
    readonly Regex regex;

    SchemaPattern(SchemaPlace place, Regex regex)
    {
        this.place = place;
        this.regex = regex;
    }

    /// <exception cref="SchemaException">It is no regular expression.</exception>
    internal static SchemaPattern Compile(SchemaPlace place, string pattern)
    {
        try
        {
            return new(place, Compile(EcmaPattern.Translate(pattern)));
        }
        catch (ArgumentException e)
        {
            throw place.Problem($"{Words.Quote(pattern)} is no regular expression: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>Whether a text is a regular expression.</summary>
    internal static bool IsPattern(string text)
    {
        try
        {
            _ = new Regex(EcmaPattern.Translate(text), RegexOptions.CultureInvariant, TimeLimit);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <exception cref="SchemaException">It takes too long.</exception>
    internal bool IsMatch(string text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw place.Problem($"the pattern takes more than {TimeLimit.TotalSeconds:0} s on a text of {text.Length} characters", e);
        }
    }

    static Regex Compile(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeLimit);
        }
        catch (NotSupportedException)
        {
            return new(pattern, RegexOptions.CultureInvariant, TimeLimit);
        }
    }
}
