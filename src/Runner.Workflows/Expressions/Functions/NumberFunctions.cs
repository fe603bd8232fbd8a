using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>Functions on numbers.</summary>
static class NumberFunctions
{
    public static Function[] All() =>
    [
        new()
        {
            Name = "min", MinArguments = 1, MaxArguments = Function.NoLimit,
            Parameters = [new("number", TypeShape.Any)],
            Result = TypeShape.Number with { Nullable = true },
            Summary = "The smallest of the arguments, or of the items of one array. Null when there are none.",
            Example = "min(3, 1, 2)", ExampleResult = "1",
            Body = static arguments => Fold(arguments, null, Math.Min),
        },
        new()
        {
            Name = "max", MinArguments = 1, MaxArguments = Function.NoLimit,
            Parameters = [new("number", TypeShape.Any)],
            Result = TypeShape.Number with { Nullable = true },
            Summary = "The largest of the arguments, or of the items of one array. Null when there are none.",
            Example = "max(fromJSON('[3, 1, 2]'))", ExampleResult = "3",
            Body = static arguments => Fold(arguments, null, Math.Max),
        },
        new()
        {
            Name = "sum", MinArguments = 1, MaxArguments = Function.NoLimit,
            Parameters = [new("number", TypeShape.Any)],
            Result = TypeShape.Number,
            Summary = "The sum of the arguments, or of the items of one array.",
            Example = "sum(fromJSON('[{\"size\": 2}, {\"size\": 3}]').*.size)", ExampleResult = "5",
            Body = static arguments => Fold(arguments, 0, static (total, number) => total + number),
        },
        new()
        {
            Name = "round", MinArguments = 1, MaxArguments = 2,
            Parameters = [new("number", TypeShape.Number), new("digits", TypeShape.Number)],
            Result = TypeShape.Number,
            Summary = "A number rounded to a whole one, or to 1 to 15 digits after the point. Halves are rounded away from zero.",
            Example = "round(2.345, 1)", ExampleResult = "2.3",
            Body = static arguments => Value.From(
                Math.Round(arguments.Number(0), arguments.Count > 1 ? arguments.Integer(1, 0, 15) : 0, MidpointRounding.AwayFromZero)),
        },
    ];

    static Value Fold(Arguments arguments, double? seed, Func<double, double, double> combine)
    {
        var result = seed;
        if (arguments.Count == 1)
        {
            var only = arguments[0];
            IReadOnlyList<Value> items = only.Kind == ValueKind.Array ? only.AsArray() : [only];
            foreach (var item in items) result = Combine(arguments, result, item, 0, combine);
        }
        else
        {
            for (var i = 0; i < arguments.Count; i++) result = Combine(arguments, result, arguments[i], i, combine);
        }

        return result is { } number ? Value.From(number) : Value.Null;
    }

    static double Combine(Arguments arguments, double? result, Value item, int index, Func<double, double, double> combine)
    {
        var number = Coercion.ToNumber(item);
        if (double.IsNaN(number)) throw arguments.Error($"'{Coercion.ToText(item)}' is not a number", index);
        return result is { } total ? combine(total, number) : number;
    }
}
