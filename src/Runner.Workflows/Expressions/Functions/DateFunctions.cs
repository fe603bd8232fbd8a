using System.Globalization;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>
/// Functions on points in time. A point in time is a text (ISO 8601, RFC 3339, RFC 1123; without a zone it is UTC), or a
/// number of seconds or milliseconds since 1970.
/// </summary>
static class DateFunctions
{
    /// <summary>As seconds this is the year 5138, as milliseconds 1973: a larger number counts milliseconds.</summary>
    const double LargestSeconds = 1e11;
    const string Iso = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    static readonly FunctionParameter When = new("when", TypeShape.Any);

    public static Function[] All() =>
    [
        new()
        {
            Name = "now", MinArguments = 0, MaxArguments = 0,
            Result = TypeShape.String,
            Summary = "The current time in UTC, in ISO 8601 with milliseconds.",
            Example = "length(now())", ExampleResult = "24",
            Body = static arguments => Value.From(ToIso(arguments.Environment.Time.GetUtcNow())),
        },
        new()
        {
            Name = "date", MinArguments = 1, MaxArguments = 3,
            Parameters = [When, new("format", TypeShape.String), new("timezone", TypeShape.String)],
            Result = TypeShape.String,
            Summary = "A point in time as text: in ISO 8601, or in a .NET format such as 'yyyy-MM-dd HH:mm', in UTC or an IANA time zone.",
            Example = "date('2026-03-04T23:30:00Z', 'dd.MM.yyyy HH:mm', 'Europe/Paris')", ExampleResult = "\"05.03.2026 00:30\"",
            Body = Date,
        },
        new()
        {
            Name = "timestamp", MinArguments = 1, MaxArguments = 1,
            Parameters = [When],
            Result = TypeShape.Number,
            Summary = "A point in time as milliseconds since 1970, to compare it.",
            Example = "timestamp('1970-01-02')", ExampleResult = "86400000",
            Body = static arguments => Value.From(Parse(arguments, 0).ToUnixTimeMilliseconds()),
        },
        new()
        {
            Name = "dateAdd", MinArguments = 2, MaxArguments = 2,
            Parameters = [When, new("duration", TypeShape.Any)],
            Result = TypeShape.String,
            Summary = "A point in time, later by a duration ('90s', '-1d', or milliseconds), in ISO 8601.",
            Example = "dateAdd('2026-02-28T12:00:00Z', '1d')", ExampleResult = "\"2026-03-01T12:00:00.000Z\"",
            Body = Add,
        },
        new()
        {
            Name = "dateDiff", MinArguments = 2, MaxArguments = 2,
            Parameters = [new("later", TypeShape.Any), new("earlier", TypeShape.Any)],
            Result = TypeShape.Number,
            Summary = "The milliseconds from the second point in time to the first; negative when the first is earlier.",
            Example = "dateDiff('2026-01-02', '2026-01-01') == duration('1d')", ExampleResult = "true",
            Body = static arguments => Value.From((Parse(arguments, 0) - Parse(arguments, 1)).TotalMilliseconds),
        },
    ];

    static Value Date(Arguments arguments)
    {
        var time = Parse(arguments, 0);
        if (arguments.Count == 1) return Value.From(ToIso(time));
        var format = arguments.Text(1);
        try
        {
            if (arguments.Count > 2) time = TimeZoneInfo.ConvertTime(time, TimeZoneInfo.FindSystemTimeZoneById(arguments.Text(2)));
            return Value.From(time.ToString(format, CultureInfo.InvariantCulture));
        }
        catch (FormatException)
        {
            throw arguments.Error($"'{format}' is not a date format", 1);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException)
        {
            throw arguments.Error(e.Message, 2);
        }
    }

    static Value Add(Arguments arguments)
    {
        var time = Parse(arguments, 0);
        var milliseconds = DurationFunctions.Milliseconds(arguments, 1);
        try
        {
            return Value.From(ToIso(time.AddMilliseconds(milliseconds)));
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw arguments.Error("dateAdd: the date is out of range", e);
        }
    }

    static DateTimeOffset Parse(Arguments arguments, int index)
    {
        var value = arguments[index];
        if (value.Kind == ValueKind.Number) return FromNumber(arguments, value.AsNumber(), index);
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
        return value.Kind == ValueKind.String && DateTimeOffset.TryParse(value.AsString(), CultureInfo.InvariantCulture, Styles, out var time)
            ? time
            : throw arguments.Error($"'{Coercion.ToText(value)}' is not a date", index);
    }

    static DateTimeOffset FromNumber(Arguments arguments, double number, int index)
    {
        var milliseconds = Math.Abs(number) < LargestSeconds ? number * 1000 : number;
        var (min, max) = (DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        return milliseconds >= min && milliseconds <= max
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
            : throw arguments.Error($"{Coercion.ToText(Value.From(number))} is not a date", index);
    }

    static string ToIso(DateTimeOffset time) => time.ToUniversalTime().ToString(Iso, CultureInfo.InvariantCulture);
}
