using System.CommandLine;
using System.CommandLine.Parsing;

namespace Runner.Cli.Inputs;

/// <summary>The word <c>--</c> of a command line: what follows is taken as it is, also where it looks like an option.</summary>
static class DoubleDash
{
    /// <summary>How many words stand behind it.</summary>
    public static int CountBehind(ParseResult parsed)
    {
        for (var i = 0; i < parsed.Tokens.Count; i++)
        {
            if (parsed.Tokens[i].Type == TokenType.DoubleDash) return parsed.Tokens.Count - i - 1;
        }

        return 0;
    }

    /// <summary>The words of the last argument that stand before it.</summary>
    public static string[] Before(ParseResult parsed, Argument<string[]> argument) => parsed.GetValue(argument)![..^CountOf(parsed, argument)];

    /// <summary>The words of the last argument that stand behind it.</summary>
    public static string[] Behind(ParseResult parsed, Argument<string[]> argument) => parsed.GetValue(argument)![^CountOf(parsed, argument)..];

    static int CountOf(ParseResult parsed, Argument<string[]> argument) => Math.Min(parsed.GetValue(argument)!.Length, CountBehind(parsed));
}
