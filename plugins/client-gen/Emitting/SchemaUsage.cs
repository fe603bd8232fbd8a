using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Which schemas are sent and which are received, and which value of a discriminator means which.</summary>
sealed class SchemaUsage
{
    readonly HashSet<ApiSchema> sent = new(ReferenceEqualityComparer.Instance), received = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<ApiSchema, (string Property, string? Value)> kinds = new(ReferenceEqualityComparer.Instance);

    /// <summary>Goes through the operations.</summary>
    public SchemaUsage(ApiModel api, IEnumerable<ApiOperation> operations)
    {
        foreach (var operation in operations)
        {
            foreach (var content in operation.Body?.Contents ?? []) Reach(content.Schema, sent);
            foreach (var parameter in operation.Parameters) Reach(parameter.Schema, sent);
            foreach (var content in operation.Responses.SelectMany(static response => response.Contents))
            {
                Reach(content.Schema, received);
                Reach(content.Items, received);
            }
        }

        foreach (var schema in api.Schemas) NoteKinds(schema.Resolved);
    }

    /// <summary>Whether a schema is part of a request.</summary>
    public bool IsSent(ApiSchema schema) => sent.Contains(schema);

    /// <summary>Whether a schema is part of an answer.</summary>
    public bool IsReceived(ApiSchema schema) => received.Contains(schema);

    /// <summary>The only value that a discriminator can have in a schema; null where the property is none.</summary>
    public string? KindOf(ApiSchema schema, ApiProperty property) => kinds.TryGetValue(schema, out var kind) && kind.Property == property.Name ? kind.Value : null;

    static void Reach(ApiSchema? start, HashSet<ApiSchema> reached)
    {
        if (start is null) return;
        var waiting = new Stack<ApiSchema>([start]);
        while (waiting.TryPop(out var next))
        {
            var schema = next.Resolved;
            if (!reached.Add(schema)) continue;
            foreach (var property in schema.Properties) waiting.Push(property.Schema);
            foreach (var option in schema.Options) waiting.Push(option);
            if (schema.Items is not null) waiting.Push(schema.Items);
            if (schema.Additional is not null) waiting.Push(schema.Additional);
        }
    }

    void NoteKinds(ApiSchema schema)
    {
        if (schema.Discriminator is not { } discriminator) return;
        foreach (var (value, target) in discriminator.Mapping)
        {
            var option = target.Resolved;
            if (ReferenceEquals(option, schema)) continue;
            // Two values for one schema say nothing of either.
            if (kinds.TryGetValue(option, out var known) && (known.Property != discriminator.Property || known.Value != value)) kinds[option] = (known.Property, null);
            else kinds[option] = (discriminator.Property, value);
        }
    }
}
