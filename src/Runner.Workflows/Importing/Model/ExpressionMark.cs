using System.Security.Cryptography;
using System.Text;

namespace Runner.Workflows.Importing;

/// <summary>
/// Expressions within imported texts. What comes from a source is literal, whatever it looks like; what the import puts into
/// it is marked, so that the two are told apart until the workflow is written. A source cannot forge a mark: it has a number
/// in it that is made anew by each process.
/// </summary>
static class ExpressionMark
{
    const char Open = '\uFDD0';
    const char Close = '\uFDD1';
    const string TemplateOpen = "${{";

    static readonly string Start = Open + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>A text that stands for the expression's value.</summary>
    public static string Of(string expression) => $"{Start}{expression}{Close}";

    /// <summary>Whether there is a marked expression in a text.</summary>
    public static bool IsIn(string text) => text.Contains(Start, StringComparison.Ordinal);

    /// <summary>The expression, when a text is one and nothing else.</summary>
    public static string? Whole(string text) =>
        text.StartsWith(Start, StringComparison.Ordinal) && text.IndexOf(Close, StringComparison.Ordinal) == text.Length - 1 ? text[Start.Length..^1] : null;

    /// <summary>The text as a workflow writes it: expressions in their braces, and braces that are text as text.</summary>
    public static string Render(string text)
    {
        if (!text.Contains(TemplateOpen, StringComparison.Ordinal) && !IsIn(text)) return text;
        var written = new StringBuilder();
        foreach (var (part, isExpression) in Parts(text))
        {
            if (isExpression) written.Append("${{ ").Append(part).Append(" }}");
            else written.Append(part.Replace(TemplateOpen, "${{ '${{' }}", StringComparison.Ordinal));
        }

        return written.ToString();
    }

    /// <summary>The text with each stretch that is no expression changed.</summary>
    public static string Map(string text, Func<string, string> literal) =>
        IsIn(text) ? string.Concat(Parts(text).Select(part => part.IsExpression ? Of(part.Text) : literal(part.Text))) : literal(text);

    /// <summary>The text without its expressions.</summary>
    public static string Literals(string text) => string.Concat(Parts(text).Where(part => !part.IsExpression).Select(part => part.Text));

    /// <summary>The text as an expression: <c>format('a {0}', env.b)</c>, or a text literal.</summary>
    public static string AsExpression(string text)
    {
        if (Whole(text) is { } whole) return whole;
        if (!IsIn(text)) return Quote(text);
        var format = new StringBuilder();
        var arguments = new StringBuilder();
        var count = 0;
        foreach (var (part, isExpression) in Parts(text))
        {
            if (isExpression)
            {
                format.Append('{').Append(count++).Append('}');
                arguments.Append(", ").Append(part);
            }
            else format.Append(part.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
        }

        return $"format({Quote(format.ToString())}{arguments})";
    }

    /// <summary>A text as a literal of the expression language.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The stretches of a text.</summary>
    public static IEnumerable<(string Text, bool IsExpression)> Parts(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf(Start, at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : text.IndexOf(Close, open);
            if (close < 0)
            {
                yield return (text[at..], false);
                yield break;
            }

            if (open > at) yield return (text[at..open], false);
            yield return (text[(open + Start.Length)..close], true);
            at = close + 1;
        }
    }
}
