using System.Text.Json;
using Runner.Workflows.Values;

namespace Runner.Engine.Events.Lines;

/// <summary>
/// Writes values as JSON. JSON has no NaN and no infinities: they become the strings <c>NaN</c>, <c>Infinity</c> and
/// <c>-Infinity</c>.
/// </summary>
static class ValueWriter
{
    /// <summary>Arrays and objects inside one another; what lies deeper, or goes in circles, is replaced by <see cref="TooDeep"/>.</summary>
    internal const int MaxDepth = 64;

    internal const string TooDeep = "(more than 64 levels deep)";

    internal static void Write(Utf8JsonWriter json, Value value) => Write(json, value, 0);

    static void Write(Utf8JsonWriter json, Value value, int depth)
    {
        switch (value.Kind)
        {
            case ValueKind.Null: json.WriteNullValue(); break;
            case ValueKind.Boolean: json.WriteBooleanValue(value.AsBoolean()); break;
            case ValueKind.Number: WriteNumber(json, value.AsNumber()); break;
            case ValueKind.String: json.WriteStringValue(value.AsString()); break;
            case var _ when depth == MaxDepth: json.WriteStringValue(TooDeep); break;
            case ValueKind.Array:
                json.WriteStartArray();
                // Counted, not enumerated: a list of structs would need its enumerator compiled at start.
                var items = value.AsArray();
                for (var i = 0; i < items.Count; i++) Write(json, items[i], depth + 1);
                json.WriteEndArray();
                break;
            default:
                json.WriteStartObject();
                foreach (var (name, field) in value.AsObject().Entries)
                {
                    json.WritePropertyName(name);
                    Write(json, field, depth + 1);
                }
                json.WriteEndObject();
                break;
        }
    }

    internal static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number)) json.WriteNumberValue(number);
        else json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }
}
