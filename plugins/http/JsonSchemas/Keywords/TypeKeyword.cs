using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary><c>type</c>.</summary>
sealed class TypeKeyword(string[] types) : AssertionKeyword
{
    internal static readonly string[] Known = ["null", "boolean", "object", "array", "number", "string", "integer"];

    protected override bool Holds(in JsonElement value)
    {
        foreach (var type in types)
        {
            var holds = value.ValueKind switch
            {
                JsonValueKind.Null => type == "null",
                JsonValueKind.True or JsonValueKind.False => type == "boolean",
                JsonValueKind.Object => type == "object",
                JsonValueKind.Array => type == "array",
                JsonValueKind.String => type == "string",
                _ => type == "number" || (type == "integer" && ExactNumber.Of(value).IsInteger),
            };
            if (holds) return true;
        }
        return false;
    }

    protected override string Describe(JsonElement value) => $"must be {string.Join(" or ", types.Select(Words))}, is {ShownValue.Of(value)}";

    static string Words(string type) => type switch
    {
        "null" => "null",
        "boolean" => "true or false",
        "object" => "an object",
        "array" => "an array",
        "integer" => "a whole number",
        "number" => "a number",
        _ => "text",
    };
}
