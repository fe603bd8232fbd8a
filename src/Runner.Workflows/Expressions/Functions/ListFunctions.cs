using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>Functions on arrays and objects.</summary>
static class ListFunctions
{
    public static Function[] All() =>
    [
        new()
        {
            Name = "length", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("value", TypeShape.Any)],
            Result = new(ShapeKind.Integer),
            Summary = "How many characters a text, items an array, or names an object has. Null has none.",
            Example = "length(fromJSON('[80, 443]'))", ExampleResult = "2",
            Body = Length,
        },
        new()
        {
            Name = "keys", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("object", new(ShapeKind.Map) { Element = TypeShape.Any })],
            Result = new(ShapeKind.List) { Element = TypeShape.String },
            Summary = "The names in an object, in order.",
            Example = "keys(fromJSON('{\"a\": 1, \"b\": 2}'))", ExampleResult = "[\"a\",\"b\"]",
            Body = static arguments => ToArray(arguments, static entry => Value.From(entry.Key)),
        },
        new()
        {
            Name = "values", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("object", new(ShapeKind.Map) { Element = TypeShape.Any })],
            Result = new(ShapeKind.List) { Element = TypeShape.Any },
            Summary = "The values in an object, in order.",
            Example = "values(fromJSON('{\"a\": 1, \"b\": 2}'))", ExampleResult = "[1,2]",
            Body = static arguments => ToArray(arguments, static entry => entry.Value),
        },
        new()
        {
            Name = "range", MinArguments = 1, MaxArguments = 3,
            Parameters = [new("start", TypeShape.Number), new("end", TypeShape.Number), new("step", TypeShape.Number)],
            Result = new(ShapeKind.List) { Element = TypeShape.Number },
            Summary = "Numbers from a start up to, but without, an end. With one argument that is the end, and the start is 0. " +
                $"At most {NumberRange.MaxCount} numbers.",
            Example = "range(8000, 8003)", ExampleResult = "[8000,8001,8002]",
            Body = Range,
        },
    ];

    static Value Length(Arguments arguments)
    {
        var value = arguments[0];
        return value.Kind switch
        {
            ValueKind.Null => Value.From(0),
            ValueKind.String => Value.From(CountCharacters(value.AsString())),
            ValueKind.Array => Value.From(value.AsArray().Count),
            ValueKind.Object => Value.From(value.AsObject().Entries.Count()),
            _ => throw arguments.Error($"a {(value.Kind == ValueKind.Number ? "number" : "boolean")} has no length", 0),
        };
    }

    /// <summary>Characters, not UTF-16 units: an emoji is one.</summary>
    static int CountCharacters(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    static Value ToArray(Arguments arguments, Func<KeyValuePair<string, Value>, Value> select)
    {
        Value[] items = [.. arguments.Object(0).Entries.Select(select)];
        arguments.ChargeItems(items.Length);
        return Value.From(items);
    }

    static Value Range(Arguments arguments)
    {
        var first = arguments.Number(0);
        var (start, end) = arguments.Count == 1 ? (0, first) : (first, arguments.Number(1));
        var step = arguments.Count < 3 ? 1 : arguments.Number(2);
        if (step == 0) throw arguments.Error("a step of 0 leads nowhere", 2);
        var count = Math.Max(0, Math.Ceiling((end - start) / step));
        return count <= NumberRange.MaxCount
            ? Value.From(new NumberRange(start, step, (int)count))
            : throw arguments.Error($"range: these are more than {NumberRange.MaxCount} numbers");
    }
}
