using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>Functions on text. Unlike comparisons, they respect case.</summary>
static class TextFunctions
{
    static readonly TypeShape TextList = new(ShapeKind.List) { Element = TypeShape.String };

    public static Function[] All() =>
    [
        new()
        {
            Name = "replace", MinArguments = 3, MaxArguments = 3,
            Parameters = [new("text", TypeShape.String), new("old", TypeShape.String), new("new", TypeShape.String)],
            Result = TypeShape.String,
            Summary = "A text with every occurrence of another replaced. Case matters.",
            Example = "replace('a-b-c', '-', '.')", ExampleResult = "\"a.b.c\"",
            Body = Replace,
        },
        new()
        {
            Name = "split", MinArguments = 2, MaxArguments = 2,
            Parameters = [new("text", TypeShape.String), new("separator", TypeShape.String)],
            Result = TextList,
            Summary = "The parts of a text between separators. The empty text has one part, itself.",
            Example = "split('eu,us', ',')", ExampleResult = "[\"eu\",\"us\"]",
            Body = Split,
        },
        new()
        {
            Name = "trim", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("text", TypeShape.String)],
            Result = TypeShape.String,
            Summary = "A text without the white space at its ends.",
            Example = "trim('  up ')", ExampleResult = "\"up\"",
            Body = static arguments => Value.From(arguments.Text(0).Trim()),
        },
        new()
        {
            Name = "lower", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("text", TypeShape.String)],
            Result = TypeShape.String,
            Summary = "A text in lower case.",
            Example = "lower('UP')", ExampleResult = "\"up\"",
            Body = static arguments => Value.From(arguments.Text(0).ToLowerInvariant()),
        },
        new()
        {
            Name = "upper", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("text", TypeShape.String)],
            Result = TypeShape.String,
            Summary = "A text in upper case.",
            Example = "upper('up')", ExampleResult = "\"UP\"",
            Body = static arguments => Value.From(arguments.Text(0).ToUpperInvariant()),
        },
        new()
        {
            Name = "matches", MinArguments = 2, MaxArguments = 2,
            Parameters = [new("text", TypeShape.String), new("pattern", TypeShape.String)],
            Result = TypeShape.Boolean,
            Summary = "Whether a regular expression (.NET's) matches somewhere in a text. Case matters unless the pattern starts with (?i); " +
                "use ^ and $ for the whole text.",
            Example = "matches('nginx/1.27.3', '^nginx/1\\.\\d+')", ExampleResult = "true",
            Body = PatternMatching.Evaluate,
        },
    ];

    static Value Replace(Arguments arguments)
    {
        var (text, old, @new) = (arguments.Text(0), arguments.Text(1), arguments.Text(2));
        if (old.Length == 0) throw arguments.Error("the text to look for is empty", 1);
        arguments.ChargeText(text.Length + (long)text.AsSpan().Count(old) * (@new.Length - old.Length));
        return Value.From(text.Replace(old, @new, StringComparison.Ordinal));
    }

    static Value Split(Arguments arguments)
    {
        var (text, separator) = (arguments.Text(0), arguments.Text(1));
        if (separator.Length == 0) throw arguments.Error("the separator is empty", 1);
        arguments.ChargeText(text.Length);
        arguments.ChargeItems(text.AsSpan().Count(separator));
        return Value.From(Array.ConvertAll(text.Split(separator), static part => Value.From(part)));
    }
}
