using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>Functions on durations. As a value a duration is a number of milliseconds.</summary>
static class DurationFunctions
{
    public static Function[] All() =>
    [
        new()
        {
            Name = "duration", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("text", TypeShape.String)],
            Result = TypeShape.Number,
            Summary = "The milliseconds in a duration such as '1h30m', '2.5s' or '-1d'. Units are ms, s, m, h, d and w.",
            Example = "duration('1m30s')", ExampleResult = "90000",
            Body = static arguments => Value.From(Milliseconds(arguments, 0)),
        },
        new()
        {
            Name = "formatDuration", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("milliseconds", TypeShape.Number)],
            Result = TypeShape.String,
            Summary = "A number of milliseconds as people write a duration.",
            Example = "formatDuration(5400250)", ExampleResult = "\"1h30m250ms\"",
            Body = static arguments => Value.From(SignedDuration.Format(arguments.Number(0))),
        },
    ];

    /// <summary>An argument that is a duration's text or already a number of milliseconds.</summary>
    public static double Milliseconds(Arguments arguments, int index)
    {
        var value = arguments[index];
        if (value.Kind == ValueKind.Number && double.IsFinite(value.AsNumber())) return value.AsNumber();
        return value.Kind == ValueKind.String && SignedDuration.TryParse(value.AsString(), out var milliseconds)
            ? milliseconds
            : throw arguments.Error($"'{Coercion.ToText(value)}' is not a duration", index);
    }
}
