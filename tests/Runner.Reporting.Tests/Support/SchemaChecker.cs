using System.Text.Json;
using System.Text.RegularExpressions;

namespace Runner.Reporting.Tests;

/// <summary>The part of JSON Schema that docs/events.schema.json uses; a keyword beyond it is an error.</summary>
sealed class SchemaChecker(JsonElement root)
{
    internal List<string> Check(JsonElement value) => Check(root, value, "$");

    List<string> Check(JsonElement schema, JsonElement value, string at)
    {
        var problems = new List<string>();
        foreach (var keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "$schema" or "$defs" or "title" or "description": break;
                case "$ref": problems.AddRange(Check(root.GetProperty("$defs").GetProperty(keyword.Value.GetString()!["#/$defs/".Length..]), value, at)); break;
                case "oneOf":
                    var results = keyword.Value.EnumerateArray().Select(option => Check(option, value, at)).ToList();
                    if (results.Count(result => result.Count == 0) != 1) problems.Add(at + ": none or several of oneOf; " + string.Join("; ", results.MinBy(result => (result.Any(problem => problem.StartsWith("$.type ", StringComparison.Ordinal)), result.Count))!));
                    break;
                case "type": Expect(Names(keyword.Value).Any(name => IsType(value, name)), "is not " + keyword.Value); break;
                case "const": Expect(JsonElement.DeepEquals(keyword.Value, value), "is not " + keyword.Value); break;
                case "enum": Expect(keyword.Value.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value)), "is none of " + keyword.Value); break;
                case "minimum": Expect(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= keyword.Value.GetDouble(), "is less than " + keyword.Value); break;
                case "pattern": Expect(Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!), "does not match " + keyword.Value); break;
                case "items":
                    foreach (var item in value.EnumerateArray()) problems.AddRange(Check(keyword.Value, item, at + "[]"));
                    break;
                case "required":
                    if (value.ValueKind == JsonValueKind.Object)
                        foreach (var name in Names(keyword.Value)) Expect(value.TryGetProperty(name, out _), "lacks " + name);
                    break;
                case "properties":
                    if (value.ValueKind == JsonValueKind.Object)
                        foreach (var property in keyword.Value.EnumerateObject())
                            if (value.TryGetProperty(property.Name, out var field)) problems.AddRange(Check(property.Value, field, at + "." + property.Name));
                    break;
                default: throw new NotSupportedException("The schema uses '" + keyword.Name + "'.");
            }
        }
        return problems;

        void Expect(bool condition, string problem)
        {
            if (!condition) problems.Add(at + " " + problem);
        }
    }

    static IEnumerable<string> Names(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(name => name.GetString()!) : [value.GetString()!];

    static bool IsType(JsonElement value, string name) => name switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => throw new NotSupportedException(name),
    };
}
