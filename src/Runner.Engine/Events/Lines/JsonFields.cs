using System.Globalization;
using System.Text.Json;
using Runner.Workflows.Values;

namespace Runner.Engine.Events.Lines;

/// <summary>The fields of an event's JSON, with a clear word for one that is missing or is something else.</summary>
readonly struct JsonFields(JsonElement json, bool mayLack = false)
{
    static readonly JsonElement Null = JsonElement.Parse("null"u8);

    /// <summary>The same fields, where one that is missing counts as null: logs from before it was added lack it.</summary>
    internal JsonFields AddedLater => new(json, mayLack: true);

    internal string Text(string name) => TextOrNull(name) ?? throw Wrong(name, "a text");

    internal string? TextOrNull(string name) => Get(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Null } => null,
        _ => throw Wrong(name, "a text or null"),
    };

    internal int Integer(string name) => Get(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value)
        ? value
        : throw Wrong(name, "a whole number");

    internal int? IntegerOrNull(string name) => Get(name).ValueKind == JsonValueKind.Null ? null : Integer(name);

    internal long Long(string name) => Get(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value)
        ? value
        : throw Wrong(name, "a whole number");

    internal double? NumberOrNull(string name) => Get(name) switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { ValueKind: JsonValueKind.Null } => null,
        _ => throw Wrong(name, "a number or null"),
    };

    internal bool Boolean(string name) => Get(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    internal bool BooleanOr(string name, bool otherwise) => Get(name).ValueKind == JsonValueKind.Null ? otherwise : Boolean(name);

    internal TimeSpan Milliseconds(string name)
    {
        var ticks = Math.Round((NumberOrNull(name) ?? throw Wrong(name, "a number")) * TimeSpan.TicksPerMillisecond);
        return ticks is >= long.MinValue and < long.MaxValue ? new((long)ticks) : throw Wrong(name, "a duration in milliseconds");
    }

    internal DateTimeOffset Time(string name) =>
        DateTimeOffset.TryParse(
            Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw Wrong(name, "a time in ISO 8601");

    internal Outcome Outcome(string name) => EventNames.OutcomeOf(Text(name)) ?? throw Wrong(name, "an outcome");

    internal Outcome? OutcomeOrNull(string name) => Get(name).ValueKind == JsonValueKind.Null ? null : Outcome(name);

    internal Sdk.LogLevel LogLevel(string name) => EventNames.LogLevelOf(Text(name)) ?? throw Wrong(name, "a log level");

    internal Value Value(string name) => ValueReader.Read(Get(name));

    internal JsonFields Object(string name) => ObjectOrNull(name) ?? throw Wrong(name, "an object");

    internal JsonFields? ObjectOrNull(string name) => Get(name) switch
    {
        { ValueKind: JsonValueKind.Object } fields => new(fields),
        { ValueKind: JsonValueKind.Null } => null,
        _ => throw Wrong(name, "an object or null"),
    };

    internal IEnumerable<JsonFields> Objects(string name)
    {
        var array = Get(name);
        if (array.ValueKind != JsonValueKind.Array) throw Wrong(name, "an array");
        foreach (var item in array.EnumerateArray())
            yield return item.ValueKind == JsonValueKind.Object ? new JsonFields(item) : throw Wrong(name, "an array of objects");
    }

    JsonElement Get(string name) => json.TryGetProperty(name, out var field)
        ? field
        : mayLack ? Null
        : throw new EventFormatException("The field '" + name + "' is missing.");

    static EventFormatException Wrong(string name, string wanted) => new("The field '" + name + "' is not " + wanted + ".");
}
