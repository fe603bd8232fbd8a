using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using YamlDotNet.Core;

namespace Runner.Workflows.Yaml;

/// <summary>What the YAML parser stumbled over, told by what people usually did to get there.</summary>
sealed class SyntaxProblem(SourceText source, DiagnosticBag diagnostics)
{
    /// <summary>Reports the parser's exception.</summary>
    /// <param name="e">The exception; some carry no place.</param>
    /// <param name="reached">The offset up to which the parser had read.</param>
    public void Report(Exception e, int reached)
    {
        var start = e is YamlException placed ? Clamp(placed.Start.Index) : Clamp(reached);
        var end = e is YamlException known ? Clamp(known.End.Index) : start;
        if (FindTab(start, reached) is { } tab)
        {
            diagnostics.Error(DiagnosticCodes.YamlTab, new(source, tab), "a tab is used to indent", "YAML indents with spaces only");
            return;
        }

        var message = e is not YamlException ? "a line is not what the lines before it announce" : e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}";
        if (message.Contains(" tag", StringComparison.Ordinal) && FindTag(start) is { } tag)
        {
            ReportTag(tag);
            return;
        }

        diagnostics.Error(DiagnosticCodes.YamlSyntax, new(source, TextSpan.Between(start, end)), $"not valid YAML: {char.ToLowerInvariant(message[0])}{message[1..].TrimEnd('.')}", HelpFor(message, start));
    }

    /// <summary>Reports a tag: nearly always an expression that starts with <c>!</c>, which YAML takes for itself.</summary>
    public void ReportTag(int offset)
    {
        var line = source.Content.AsSpan(offset, LineEnd(offset) - offset);
        var word = line.IndexOfAny(' ', '\t') is >= 0 and var space ? line[..space].ToString() : line.ToString();
        diagnostics.Error(DiagnosticCodes.YamlTag, new(source, new(offset, Math.Max(1, word.Length))), $"`{word}` is a YAML tag, since it starts with `!`",
            word.StartsWith("!!", StringComparison.Ordinal)
                ? "Runner finds types by itself: leave the tag out"
                : $"write it in an expression, ${{{{ {ExpressionAt(line)} }}}}, or in quotes");
    }

    /// <summary>What was meant as an expression: to the end of the line, or to the bracket or comma that ends it in a flow mapping.</summary>
    static string ExpressionAt(ReadOnlySpan<char> line)
    {
        var depth = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] is '(' or '[' or '{') depth++;
            else if (line[i] is ')' or ']' or '}') depth--;
            if (depth < 0 || (depth == 0 && line[i] == ',') || (line[i] == '#' && line[i - 1] == ' ')) return line[..i].Trim().ToString();
        }

        return line.Trim().ToString();
    }

    /// <summary>A tab in the indentation near where the parser stopped; it names the token before or after, as it happens.</summary>
    TextSpan? FindTab(int start, int reached)
    {
        var last = source.PositionOf(source.Content.Length).Line;
        var line = source.PositionOf(start).Line;
        var stopped = source.PositionOf(reached).Line;
        foreach (var candidate in new[] { line, line + 1, line - 1, stopped, stopped + 1, stopped - 1 })
        {
            if (candidate < 1 || candidate > last) continue;
            var text = source.Line(candidate);
            var indent = text.Length - text.TrimStart(' ', '\t').Length;
            if (indent < text.Length && text.IndexOf('\t', 0, indent) is >= 0 and var tab) return new(source.OffsetOf(candidate, tab + 1), 1);
        }

        return null;
    }

    /// <summary>The <c>!</c> that starts a value on the line of an offset, at or before it.</summary>
    int? FindTag(int offset)
    {
        for (var i = Math.Min(offset, source.Content.Length - 1); i >= 0 && source.Content[i] is not '\n'; i--)
        {
            if (source.Content[i] == '!' && (i == 0 || source.Content[i - 1] is ' ' or '\n' or '[' or '{' or ',')) return i;
        }

        return null;
    }

    string? HelpFor(string message, int offset)
    {
        var rest = source.Content.AsSpan(offset);
        if (rest.StartsWith("@") || rest.StartsWith("`") || rest.StartsWith("%")) return "a text that starts with @, ` or % needs quotes";
        if (offset > 0 && source.Content.AsSpan(offset - 1).StartsWith("${{")) return "inside { } and [ ] an expression needs quotes: \"${{ ... }}\"";
        return message switch
        {
            _ when message.Contains("invalid mapping", StringComparison.Ordinal) => "a text with `: ` in it needs quotes",
            _ when message.Contains("unknown escape", StringComparison.Ordinal) => @"in double quotes `\` starts an escape: write `\\`, or use single quotes",
            _ when message.Contains("quoted scalar", StringComparison.Ordinal) => "is the closing quote missing?",
            _ when message.Contains("flow ", StringComparison.Ordinal) => "is a comma, a `}` or a `]` missing? A text that holds one needs quotes",
            _ when message.Contains("block ", StringComparison.Ordinal) => "do all keys of one mapping, and all `-` of one list, start in the same column?",
            _ when rest.TrimStart().IsEmpty => "the file ends here; is a `}`, a `]` or a quote missing?",
            _ => "look for a missing quote, bracket or comma just before",
        };
    }

    int LineEnd(int offset)
    {
        var end = source.Content.IndexOfAny(['\r', '\n'], offset);
        return end < 0 ? source.Content.Length : end;
    }

    int Clamp(long offset) => (int)Math.Clamp(offset, 0, source.Content.Length);
}
