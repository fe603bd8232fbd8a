using System.Text.Json.Nodes;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Reading;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>
/// Schemas as the JSON Schema that Runner takes: written out, without references. What is deeper, or more, than anybody reads in an editor
/// says nothing; the value itself is still held against the whole schema when the step runs.
/// </summary>
/// <param name="isInput">Whether it is what a caller sends, where what only the server sets is left out.</param>
sealed class SchemaText(bool isInput)
{
    const int Deepest = 6;
    const int MostProperties = 250;

    readonly HashSet<ApiSchema> within = new(ReferenceEqualityComparer.Instance);
    int deepest;
    int properties;

    /// <summary>The schema of a value.</summary>
    public static JsonObject Of(ApiSchema? schema, bool isInput)
    {
        if (schema is null) return [];
        for (var depth = Deepest; depth > 0; depth--)
        {
            var text = new SchemaText(isInput) { deepest = depth };
            var written = text.Write(schema, 0);
            if (text.properties <= MostProperties || depth == 1) return written;
        }

        return [];
    }

    JsonObject Write(ApiSchema use, int depth)
    {
        var schema = use.Resolved;
        var written = TypeOf(schema) is { } type && depth <= deepest && properties <= MostProperties && within.Add(schema) ? Describe(schema, type, use.MayBeNull, depth) : [];
        within.Remove(schema);
        if ((use.Description ?? schema.Description) is { Length: > 0 } description) written["description"] = Shortened(description);
        if (use.IsDeprecated || schema.IsDeprecated) written["deprecated"] = true;
        if ((use.Default ?? schema.Default) is { } standard) written["default"] = Node(standard);
        return written;
    }

    static string? TypeOf(ApiSchema schema) => schema.Kind switch
    {
        SchemaKind.Object when schema.Options.Count > 0 => null,
        SchemaKind.Object or SchemaKind.Map => "object",
        SchemaKind.Array => "array",
        SchemaKind.String => "string",
        SchemaKind.Integer => "integer",
        SchemaKind.Number => "number",
        SchemaKind.Boolean => "boolean",
        _ => null,
    };

    JsonObject Describe(ApiSchema schema, string type, bool mayBeNull, int depth)
    {
        var written = new JsonObject { ["type"] = mayBeNull ? new JsonArray(type, "null") : type };
        switch (schema.Kind)
        {
            case SchemaKind.String:
                if (schema.Enum.Count > 0 && schema.Enum.All(static each => each.Value.Kind == NodeKind.String)) written["enum"] = new JsonArray([.. schema.Enum.Select(static each => (JsonNode)each.Value.Text!)]);
                if (isInput && schema.Bounds.Pattern is { } pattern) written["pattern"] = pattern;
                if (isInput && schema.Format == "password") written["format"] = "password";
                break;
            case SchemaKind.Integer or SchemaKind.Number when isInput:
                // Between whole numbers there is nothing; of others the bound itself is looked at when the step runs.
                var step = schema.Kind == SchemaKind.Integer ? 1 : 0;
                if (schema.Bounds.Minimum is { } least) written["minimum"] = Number(schema.Bounds.IsMinimumExclusive && Math.Abs(least) < long.MaxValue ? Math.Floor(least) + step : least);
                if (schema.Bounds.Maximum is { } most) written["maximum"] = Number(schema.Bounds.IsMaximumExclusive && Math.Abs(most) < long.MaxValue ? Math.Ceiling(most) - step : most);
                break;
            case SchemaKind.Array:
                written["items"] = schema.Items is { } items ? Write(items, depth + 1) : new JsonObject();
                break;
            case SchemaKind.Map:
                written["additionalProperties"] = schema.Additional is { } values ? Write(values, depth + 1) : new JsonObject();
                break;
            case SchemaKind.Object:
                WriteObject(schema, written, depth);
                break;
        }

        return written;
    }

    void WriteObject(ApiSchema schema, JsonObject written, int depth)
    {
        // What else there may be has no name to be checked by.
        if (schema.Additional is not null || schema.Node.IsTrue("additionalProperties") || (schema.Properties.Count == 0 && schema.AllowsAdditional))
        {
            written["additionalProperties"] = new JsonObject();
            return;
        }

        var known = schema.Properties.Where(property => !(isInput ? property.IsReadOnly : property.IsWriteOnly)).ToList();
        properties += known.Count;
        var fields = new JsonObject();
        foreach (var property in known) fields[property.Name] = Write(property.Schema, depth + 1);
        written["properties"] = fields;
        if (isInput && known.Any(static property => property.IsRequired)) written["required"] = new JsonArray([.. known.Where(static property => property.IsRequired).Select(static property => (JsonNode)property.Name)]);
    }

    static JsonValue Number(decimal number) => JsonValue.Create(number);

    static JsonNode? Node(DocumentNode value) => JsonNode.Parse(value.ToJson());

    /// <summary>The first paragraph, and not all of a long one: it stands beside the name in an editor.</summary>
    public static string Shortened(string description)
    {
        const int most = 300;
        var text = string.Join(' ', description.Trim().Split("\n\n", 2)[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= most ? text : text[..(text.LastIndexOf(' ', most) is > 0 and var end ? end : most)] + " …";
    }
}
