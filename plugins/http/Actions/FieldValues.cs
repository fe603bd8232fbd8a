using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The values of a query or a form, which may be scalars or lists of them, as names and texts.</summary>
static class FieldValues
{
    internal static List<KeyValuePair<string, string>> Flatten(IReadOnlyDictionary<string, JsonElement> fields, string input)
    {
        var pairs = new List<KeyValuePair<string, string>>(fields.Count);
        foreach (var (name, value) in fields)
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in value.EnumerateArray()) Add(pairs, name, item, input);
            }
            else Add(pairs, name, value, input);
        }
        return pairs;
    }

    static void Add(List<KeyValuePair<string, string>> pairs, string name, JsonElement value, string input)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined: break;
            case JsonValueKind.String: pairs.Add(new(name, value.GetString()!)); break;
            case JsonValueKind.Object or JsonValueKind.Array:
                var what = value.ValueKind == JsonValueKind.Object ? "an object" : "a list in a list";
                throw new ActionInputException(input, $"`{input}.{name}` is {what}: give text, a number, true or false, or a list of these.");
            default: pairs.Add(new(name, value.GetRawText())); break;
        }
    }
}
