using System.Text.Json.Nodes;
using Runner.Workflows.Types;

namespace Runner.Workflows.Schema;

/// <summary>
/// The schema of an action's inputs, from their shape: what <see cref="ShapeConverter"/> accepts, this accepts. Where the
/// one converts more than a schema can say, the schema says less.
/// </summary>
static class ShapeSchema
{
    /// <summary>The schema of a value.</summary>
    public static JsonObject Of(TypeShape shape) => shape.Kind switch
    {
        ShapeKind.List => ListOf(Of(shape.Element!), SingleOf(shape.Element! with { Nullable = shape.Nullable })),
        ShapeKind.Map => OrExpression(new() { ["additionalProperties"] = Of(shape.Element!) }, shape.Nullable),
        ShapeKind.Object => OrExpression(ObjectOf([.. shape.Fields.Select(field => (field, OfField(field)))]), shape.Nullable),
        _ => ScalarSchema.Of(shape),
    };

    /// <summary>The schema of an input, with what there is to know of it.</summary>
    public static JsonObject OfField(FieldShape field)
    {
        var schema = KeySchema.Describe(DescriptionOf(field));
        if (field.Deprecated is { } instead) schema["deprecationMessage"] = instead.Length > 0 ? $"`{field.Name}` is deprecated: {instead}" : $"`{field.Name}` is deprecated.";
        foreach (var (key, value) in Of(field.Type)) schema[key] = value?.DeepClone();
        if (field.Starts.Count > 0 && field.StartsUnless is null) ScalarSchema.MustStart(schema, field.Starts);
        if (field.Minimum is not null || field.Maximum is not null) ScalarSchema.MustBeWithin(schema, field.Minimum, field.Maximum);
        return schema;
    }

    /// <summary>What a mapping with these fields and no others may be; of anything else it says nothing.</summary>
    /// <remarks>
    /// Runner does not look at the case of an input's name. A mapping whose names are all in lower case, as nearly every one
    /// is, is held against the names as they are documented; any other only against these names in any case.
    /// </remarks>
    public static JsonObject ObjectOf(IReadOnlyList<(FieldShape Field, JsonObject Schema)> fields)
    {
        var exact = new JsonObject { ["properties"] = new JsonObject(fields.Select(each => KeyValuePair.Create(each.Field.Name, (JsonNode?)each.Schema))), ["additionalProperties"] = false };
        var required = fields.Where(each => each.Field.Required).Select(each => (JsonNode)each.Field.Name).ToArray();
        if (required.Length > 0) exact["required"] = new JsonArray(required);
        if (fields.Count == 0) return exact;
        var asDocumented = new JsonObject { ["pattern"] = @"^\P{Lu}*$" };
        // The names of clients' inputs are their documents', which have capitals.
        var capitals = fields.Where(each => each.Field.Name.Any(char.IsUpper)).Select(each => (JsonNode)each.Field.Name).ToArray();
        if (capitals.Length > 0) asDocumented = new JsonObject { ["anyOf"] = new JsonArray(asDocumented, new JsonObject { ["enum"] = new JsonArray(capitals) }) };
        return new()
        {
            ["if"] = new JsonObject { ["propertyNames"] = asDocumented },
            ["then"] = exact,
            ["else"] = new JsonObject
            {
                ["propertyNames"] = new JsonObject { ["pattern"] = AnyCase.PatternOf(fields.Select(each => each.Field.Name)), ["errorMessage"] = $"There is no such input. There are: {string.Join(", ", fields.Select(each => each.Field.Name))}." },
            },
        };
    }

    /// <summary>A list, or one value that stands for a list of it.</summary>
    public static JsonObject ListOf(JsonObject item, JsonObject single) => ScalarSchema.Or(single, "array", new() { ["items"] = item });

    /// <summary>What can stand for a list of one.</summary>
    static JsonObject SingleOf(TypeShape element) => element.Kind is ShapeKind.Any or ShapeKind.String ? ScalarSchema.AnyText(element.Nullable, "Write a list, or a single value.") : Of(element);

    static JsonObject OrExpression(JsonObject mapping, bool nullable)
    {
        var types = new JsonArray("object", "string");
        if (nullable) types.Add((JsonNode)"null");
        var schema = new JsonObject
        {
            ["type"] = types,
            ["pattern"] = ScalarSchema.Expression,
            ["patternErrorMessage"] = "Write `name: value` lines, indented below it, or an expression in ${{ }}.",
        };
        // What holds for mappings only holds there: a text has no names.
        foreach (var (key, value) in mapping) schema[key] = value?.DeepClone();
        return schema;
    }

    static string DescriptionOf(FieldShape field)
    {
        var description = new List<string>();
        if (!string.IsNullOrEmpty(field.Description)) description.Add(field.Description.TrimEnd().TrimEnd('.') + ".");
        description.Add(Capital(field.Type.Display) + (field.Required ? "; required." : field.Default is { } standard ? $"; {standard} by default." : "."));
        if (field.Type.Pattern is { } pattern) description.Add($"It must match {pattern}.");
        if (field.Secret) description.Add("Masked in everything that the run says.");
        return string.Join(' ', description);
    }

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
