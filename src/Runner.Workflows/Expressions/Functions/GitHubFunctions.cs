using System.Text;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>GitHub's functions on text and lists.</summary>
static class GitHubFunctions
{
    public static Function[] All() =>
    [
        new()
        {
            Name = "contains", MinArguments = 2, MaxArguments = 2,
            Parameters = [new("search", TypeShape.Any), new("item", TypeShape.Any)],
            Result = TypeShape.Boolean,
            Summary = "Whether a text contains another, or an array has an item equal to a value. Case does not matter.",
            Example = "contains('Hello world', 'WORLD')", ExampleResult = "true",
            Body = Contains,
        },
        new()
        {
            Name = "startsWith", MinArguments = 2, MaxArguments = 2,
            Parameters = [new("text", TypeShape.String), new("prefix", TypeShape.String)],
            Result = TypeShape.Boolean,
            Summary = "Whether a text starts with another. Case does not matter.",
            Example = "startsWith('Hello world', 'he')", ExampleResult = "true",
            Body = static arguments => CompareTexts(arguments, static (text, part) => text.StartsWith(part, StringComparison.OrdinalIgnoreCase)),
        },
        new()
        {
            Name = "endsWith", MinArguments = 2, MaxArguments = 2,
            Parameters = [new("text", TypeShape.String), new("suffix", TypeShape.String)],
            Result = TypeShape.Boolean,
            Summary = "Whether a text ends with another. Case does not matter.",
            Example = "endsWith('Hello world', 'LD')", ExampleResult = "true",
            Body = static arguments => CompareTexts(arguments, static (text, part) => text.EndsWith(part, StringComparison.OrdinalIgnoreCase)),
        },
        new()
        {
            Name = "format", MinArguments = 1, MaxArguments = Function.NoLimit,
            Parameters = [new("template", TypeShape.String), new("value", TypeShape.Any)],
            Result = TypeShape.String,
            Summary = "Puts values into a text, in place of {0}, {1} and so on. Double braces stand for braces.",
            Example = "format('{0}:{1}', 'localhost', 80)", ExampleResult = "\"localhost:80\"",
            Body = FormatFunction.Evaluate,
        },
        new()
        {
            Name = "join", MinArguments = 1, MaxArguments = 2,
            Parameters = [new("list", TypeShape.Any), new("separator", TypeShape.String)],
            Result = TypeShape.String,
            Summary = "The items of an array as one text, with a comma or another separator between them.",
            Example = "join(fromJSON('[1, 2, 3]'), '-')", ExampleResult = "\"1-2-3\"",
            Body = Join,
        },
        new()
        {
            Name = "case", MinArguments = 3, MaxArguments = Function.NoLimit, TakesOddArguments = true,
            Parameters = [new("condition", TypeShape.Boolean), new("value", TypeShape.Any), new("default", TypeShape.Any)],
            Result = TypeShape.Any,
            Summary = "The value after the first condition that is true, or else the last argument. Conditions must be booleans.",
            Example = "case(1 > 2, 'more', 1 == 2, 'same', 'less')", ExampleResult = "\"less\"",
            Body = Case,
        },
    ];

    static Value Contains(Arguments arguments)
    {
        var search = arguments[0];
        if (Coercion.IsPrimitive(search))
        {
            var item = arguments[1];
            return Value.From(Coercion.IsPrimitive(item) &&
                Coercion.ToText(search).Contains(Coercion.ToText(item), StringComparison.OrdinalIgnoreCase));
        }

        if (search.Kind != ValueKind.Array || search.AsArray() is not { Count: > 0 } items) return Value.False;
        var wanted = arguments[1];
        foreach (var item in items)
        {
            if (Coercion.LooseEquals(wanted, item)) return Value.True;
        }

        return Value.False;
    }

    static Value CompareTexts(Arguments arguments, Func<string, string, bool> compare)
    {
        var text = arguments[0];
        if (!Coercion.IsPrimitive(text)) return Value.False;
        var part = arguments[1];
        return Value.From(Coercion.IsPrimitive(part) && compare(Coercion.ToText(text), Coercion.ToText(part)));
    }

    static Value Join(Arguments arguments)
    {
        var list = arguments[0];
        if (Coercion.IsPrimitive(list)) return Value.From(Coercion.ToText(list));
        if (list.Kind != ValueKind.Array) return Value.From("");

        var items = list.AsArray();
        var separator = ",";
        if (items.Count > 1 && arguments.Count > 1 && arguments[1] is var given && Coercion.IsPrimitive(given)) separator = Coercion.ToText(given);

        var joined = new StringBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) joined.Append(separator);
            var item = Coercion.ToText(items[i]);
            arguments.ChargeText(item.Length + separator.Length);
            joined.Append(item);
        }

        return Value.From(joined.ToString());
    }

    static Value Case(Arguments arguments)
    {
        for (var i = 0; i < arguments.Count - 1; i += 2)
        {
            var condition = arguments[i];
            if (condition.Kind != ValueKind.Boolean) throw arguments.Error("case predicate must evaluate to a boolean value");
            if (condition.AsBoolean()) return arguments[i + 1];
        }

        return arguments[arguments.Count - 1];
    }
}
