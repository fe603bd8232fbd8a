using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Runner.Workflows.Types;

namespace Runner.PluginHost.Clients;

/// <summary>Shapes from the JSON Schema that a source describes inputs and results by. What it does not understand may be anything.</summary>
static class SchemaShapes
{
    const int MaxDepth = 32;

    /// <summary>The shape of a value.</summary>
    public static TypeShape Of(JsonNode? schema, int depth = 0)
    {
        if (schema is not JsonObject keys || depth > MaxDepth) return TypeShape.Any with { Nullable = true };
        var (type, nullable) = TypeOf(keys);
        var shape = type switch
        {
            "string" => Text(keys),
            "integer" => new TypeShape(ShapeKind.Integer),
            "number" => TypeShape.Number,
            "boolean" => TypeShape.Boolean,
            "array" => new TypeShape(ShapeKind.List) { Element = Of(keys["items"], depth + 1) },
            "object" => Object(keys, depth),
            _ => TypeShape.Any with { Nullable = true },
        };
        return nullable ? shape with { Nullable = true } : shape;
    }

    static (string? Type, bool Nullable) TypeOf(JsonObject keys)
    {
        if (keys["type"] is JsonValue single && single.TryGetValue<string>(out var only)) return (only, false);
        if (keys["type"] is not JsonArray several) return (null, false);
        var types = several.OfType<JsonValue>().Select(static each => each.TryGetValue<string>(out var name) ? name : "").ToList();
        var nullable = types.Remove("null");
        return (types.Count == 1 ? types[0] : null, nullable);
    }

    static TypeShape Text(JsonObject keys)
    {
        if (keys["enum"] is JsonArray { Count: > 0 } values && values.All(static value => value?.GetValueKind() == JsonValueKind.String))
            return new(ShapeKind.Choice) { Choices = [.. values.Select(static value => value!.GetValue<string>()).Distinct(StringComparer.Ordinal)] };
        return keys["pattern"] is JsonValue written && written.TryGetValue<string>(out var pattern) && Works(pattern) ? TypeShape.String with { Pattern = pattern } : TypeShape.String;
    }

    static bool Works(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // Of another dialect, or one that may take for ever; who made the schema can still tell of a text that does not match.
            return false;
        }
    }

    static TypeShape Object(JsonObject keys, int depth)
    {
        var rest = keys["additionalProperties"];
        var closed = rest is null || rest.GetValueKind() == JsonValueKind.False;
        if (keys["properties"] is not JsonObject properties) return closed && rest is not null ? new TypeShape(ShapeKind.Object) : Map(rest, depth);
        if (!closed) return Map(null, depth);
        var required = keys["required"] is JsonArray names ? names.Select(static name => name!.GetValue<string>()).ToHashSet(StringComparer.Ordinal) : [];
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var fields = new List<FieldShape>();
        foreach (var (name, property) in properties)
        {
            // Workflows do not look at the case of names: where it tells two apart, any name will do.
            if (!seen.Add(name)) return Map(null, depth);
            fields.Add(Field(name, property as JsonObject, required.Contains(name), depth));
        }

        return new(ShapeKind.Object) { Fields = [.. fields.OrderByDescending(static field => field.Required)] };
    }

    static TypeShape Map(JsonNode? element, int depth) => new(ShapeKind.Map) { Element = Of(element, depth + 1) };

    static FieldShape Field(string name, JsonObject? schema, bool required, int depth)
    {
        var type = Of(schema, depth + 1);
        if (schema is null) return new(name, type) { Required = required };
        return new(name, type)
        {
            Description = TextOf(schema, "description"),
            Required = required,
            Secret = TextOf(schema, "format") == "password",
            Deprecated = schema["deprecated"] is JsonValue deprecated ? deprecated.TryGetValue<string>(out var instead) ? instead : deprecated.GetValueKind() == JsonValueKind.True ? "" : null : null,
            Minimum = Limit(schema["minimum"], Math.Ceiling),
            Maximum = Limit(schema["maximum"], Math.Floor),
            Default = required ? null : DefaultOf(schema["default"]),
        };
    }

    static string? TextOf(JsonObject keys, string name) => keys[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    static string? DefaultOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.String => value.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    // No limit is one that no number of its type passes.
    static long? Limit(JsonNode? value, Func<double, double> round) =>
        value?.GetValueKind() == JsonValueKind.Number && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(round(number)) < 9e18 ? (long)round(number) : null;
}
