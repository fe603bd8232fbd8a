using System.Text.RegularExpressions;

namespace Runner.Workflows.Importing;

/// <summary>Paths into an answer, as JavaScript writes them, as expressions.</summary>
static partial class ResponsePath
{
    /// <summary><c>.data[0].id</c> below a JSON body; null when it is more than names and numbers.</summary>
    /// <param name="path">What follows the body: empty, or members.</param>
    /// <param name="start">The expression of the body.</param>
    public static string? Of(string path, string start = "result.json")
    {
        path = path.Trim();
        if (path.Length > 0 && path[0] is not ('.' or '[')) path = "." + path;
        var expression = start;
        var at = 0;
        while (at < path.Length)
        {
            var member = Member().Match(path, at);
            if (!member.Success || member.Index != at) return null;
            if (member.Groups["name"] is { Success: true } name) expression += IsIdentifier(name.Value) ? $".{name.Value}" : $"[{ExpressionMark.Quote(name.Value)}]";
            else if (member.Groups["index"] is { Success: true } index) expression += $"[{index.Value}]";
            else expression += $"[{ExpressionMark.Quote(member.Groups["text"].Value)}]";
            at += member.Length;
        }

        return expression;
    }

    static bool IsIdentifier(string name) => char.IsAsciiLetter(name[0]) || name[0] == '_';

    [GeneratedRegex(@"\G(?:\??\.(?<name>[A-Za-z_$][\w$]*)|\[(?<index>\d+)\]|\[(?:'(?<text>[^'\\]*)'|""(?<text>[^""\\]*)"")\])", RegexOptions.CultureInvariant)]
    private static partial Regex Member();
}
