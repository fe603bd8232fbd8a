using System.Text.Json;
using Runner.Workflows.Values;

namespace Runner.Engine.Events.Lines;

/// <summary>Reads what <see cref="ValueWriter"/> wrote. Numbers that JSON does not have stay the strings that they were written as.</summary>
static class ValueReader
{
    internal static Value Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True: return Value.True;
            case JsonValueKind.False: return Value.False;
            case JsonValueKind.Number: return Value.From(json.GetDouble());
            case JsonValueKind.String: return Value.From(json.GetString());
            case JsonValueKind.Array:
                var items = new Value[json.GetArrayLength()];
                var i = 0;
                foreach (var item in json.EnumerateArray()) items[i++] = Read(item);
                return Value.From(items);
            case JsonValueKind.Object:
                var fields = new ValueObject();
                foreach (var field in json.EnumerateObject()) fields[field.Name] = Read(field.Value);
                return Value.From(fields);
            default: return Value.Null;
        }
    }
}
