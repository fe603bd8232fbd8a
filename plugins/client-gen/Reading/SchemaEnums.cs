using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>Reads the values of enumerations.</summary>
static class SchemaEnums
{
    /// <summary>The values of a schema without null, each once.</summary>
    public static IReadOnlyList<ApiEnumValue> Of(SchemaParts parts, out bool hasNull)
    {
        hasNull = false;
        if (parts["enum"] is not { Kind: NodeKind.Array } list) return [];
        var names = Texts(parts["x-enum-varnames"] ?? parts["x-enumNames"] ?? parts["x-enum-names"]);
        var descriptions = Texts(parts["x-enum-descriptions"] ?? parts["x-enumDescriptions"]);
        var values = new List<ApiEnumValue>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Count; i++)
        {
            var item = list.Items[i];
            if (item.Kind == NodeKind.Null) hasNull = true;
            else if (seen.Add(item.Text ?? item.ToJson())) values.Add(new(item, At(names, i), At(descriptions, i)));
        }

        return values;

        // A table beside the values fits only where it has a row for each.
        string? At(List<string?> texts, int index) => texts.Count == list.Items.Count ? texts[index] : null;
    }

    static List<string?> Texts(DocumentNode? list) => [.. (list?.Items ?? []).Select(static item => item.Text)];

    /// <summary>What all values are; anything where they differ.</summary>
    public static SchemaKind KindOf(IEnumerable<DocumentNode> values)
    {
        var kinds = values.Select(static value => value.Kind switch
        {
            NodeKind.String => SchemaKind.String,
            NodeKind.Boolean => SchemaKind.Boolean,
            NodeKind.Number => value.Text!.AsSpan().ContainsAny(".eE") ? SchemaKind.Number : SchemaKind.Integer,
            _ => SchemaKind.Any,
        }).Distinct().ToList();
        return kinds.Count == 1 ? kinds[0] : SchemaKind.Any;
    }
}
