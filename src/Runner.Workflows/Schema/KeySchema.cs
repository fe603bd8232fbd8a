using System.Text.Json.Nodes;

namespace Runner.Workflows.Schema;

/// <summary>A key of the language, as the schema has it.</summary>
/// <param name="Name">The key.</param>
/// <param name="Description">What it does, for somebody who writes a workflow.</param>
/// <param name="Schema">What may stand under it.</param>
sealed record KeySchema(string Name, string Description, JsonObject Schema)
{
    /// <summary>A mapping that has these keys and no others.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="required">Those that must be there.</param>
    public static JsonObject Mapping(IEnumerable<KeySchema> keys, params ReadOnlySpan<string> required)
    {
        var mapping = new JsonObject
        {
            ["properties"] = new JsonObject(keys.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)key.Described()))),
            ["additionalProperties"] = false,
        };
        if (required.Length > 0) mapping["required"] = Texts(required);
        return mapping;
    }

    /// <summary>Refuses what is no mapping.</summary>
    public static JsonObject OnlyMapping(string message) => new() { ["type"] = "object", ["errorMessage"] = message };

    /// <summary>Adds rules to a mapping.</summary>
    public static void Add(JsonObject mapping, IEnumerable<JsonObject> rules)
    {
        mapping["allOf"] = new JsonArray([.. rules]);
    }

    /// <summary>A mapping of names that the workflow gives, each with the same under it.</summary>
    public static JsonObject Named(JsonObject each) => new()
    {
        ["type"] = "object",
        ["propertyNames"] = ScalarSchema.NamePattern(),
        ["additionalProperties"] = each,
    };

    /// <summary>What is defined once.</summary>
    public static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };

    /// <summary>A mapping whose keys are defined once.</summary>
    /// <param name="definition">The definition, of <see cref="Mapping"/>.</param>
    /// <param name="example">What to write instead of something that is no mapping.</param>
    public static JsonObject Reference(string definition, string example)
    {
        // Not in the definition: there the message would stand for every other one too, such as that of a key that there is not.
        var mapping = OnlyMapping($"Write `name: value` lines, indented below it, such as {example}.");
        mapping["allOf"] = new JsonArray(Reference(definition));
        return mapping;
    }

    /// <summary>A rule: where the first schema holds, the second must too.</summary>
    public static JsonObject When(JsonObject condition, JsonObject then) => new() { ["if"] = condition, ["then"] = then };

    /// <summary>Holds where these keys are.</summary>
    public static JsonObject Having(params ReadOnlySpan<string> keys) => new() { ["required"] = Texts(keys) };

    /// <summary>Refuses keys, and says why.</summary>
    public static JsonObject Refusing(string why, params ReadOnlySpan<string> keys)
    {
        var properties = new JsonObject();
        foreach (var key in keys) properties[key] = false;
        return new() { ["properties"] = properties, ["errorMessage"] = why };
    }

    /// <summary>Starts a schema with its description, which is Markdown as far as backticks go.</summary>
    public static JsonObject Describe(string text)
    {
        var described = new JsonObject { ["description"] = text.Replace("`", "", StringComparison.Ordinal) };
        if (text.Contains('`')) described["markdownDescription"] = text;
        return described;
    }

    static JsonArray Texts(ReadOnlySpan<string> texts)
    {
        var array = new JsonArray();
        foreach (var text in texts) array.Add((JsonNode)text);
        return array;
    }

    JsonObject Described()
    {
        var described = Describe(Description);
        // Draft 7 takes a reference alone: whatever stands beside it counts for nothing.
        if (Schema.ContainsKey("$ref")) described["allOf"] = new JsonArray(Schema.DeepClone());
        else foreach (var (key, value) in Schema) described[key] = value?.DeepClone();
        return described;
    }
}
