using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;

namespace Runner.Workflows.Checking;

/// <summary>What to write instead of a text that is no expression. The problems are worded as GitHub words them.</summary>
static class ExpressionHelp
{
    static readonly string[] FunctionNames = [.. FunctionRegistry.Default.All.Select(function => function.Name)];

    public static string? For(string problem)
    {
        var quote = problem.IndexOf('\'', StringComparison.Ordinal);
        var token = quote >= 0 && problem.Length > quote + 1 ? problem[(quote + 1)..^1] : "";
        if (problem.StartsWith("Unrecognized function", StringComparison.Ordinal))
            return NameHelp.Near(token, FunctionNames) ?? $"there are: {string.Join(", ", FunctionNames)}";
        if (problem.Contains(" parameters supplied", StringComparison.Ordinal) && FunctionRegistry.Default.Find(token) is { } function)
            return $"{function.Name} takes {Amount(function)}";
        if (problem.StartsWith("Unexpected end", StringComparison.Ordinal)) return "something is missing after this, such as a `)` or a value";
        if (problem.StartsWith("Exceeded", StringComparison.Ordinal)) return "split it: put parts of it into `outputs` of a step, or into `env`";
        if (problem.Contains("not closed", StringComparison.Ordinal)) return "write `}}` where the expression ends";
        if (problem.StartsWith("An expression was expected", StringComparison.Ordinal)) return "such as ${{ env.BASE }}, or a bare condition such as success()";
        return token switch
        {
            ['"', ..] => $"texts stand in single quotes: '{ShownText.Shorten(token.Trim('"'))}'",
            ['$', ..] => "an expression stands in one pair of braces; within it, names need none",
            ['\'', ..] => "the text is not closed: a single quote is missing; one within a text is written twice",
            "=" => "`==` compares",
            "and" or "AND" => "write `&&`",
            "or" or "OR" => "write `||`",
            "not" or "NOT" => "write `!`",
            "+" or "-" or "/" or "%" => "expressions have no arithmetic; text is joined as ${{ a }}${{ b }}, or with format('{0}{1}', a, b)",
            "?" or ":" => "write `condition && value || other`, or case(condition, value, other)",
            "&" => "write `&&`",
            "|" => "write `||`",
            _ => null,
        };
    }

    static string Amount(Function function) => (function.MinArguments, function.MaxArguments) switch
    {
        var (min, max) when min == max => Count(min),
        var (min, max) when max > 100 => $"at least {Count(min)}",
        var (min, max) => $"{min} to {Count(max)}",
    };

    static string Count(int number) => number switch { 0 => "no value", 1 => "1 value", _ => $"{number} values" };
}
