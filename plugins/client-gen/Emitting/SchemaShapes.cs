using System.Text;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Naming;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Texts that are alike for schemas that would be the same type.</summary>
sealed class SchemaShapes
{
    readonly HashSet<ApiSchema> inProgress = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<ApiSchema, string> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The shape of a schema.</summary>
    public string Of(ApiSchema given)
    {
        var schema = given.Resolved;
        if (schema.Name is not null && TypeMap.NeedsType(schema)) return "#" + schema.Node.Pointer + schema.Node.File.Name;
        if (known.TryGetValue(schema, out var shape)) return shape;
        // What contains itself is like nothing else.
        if (!inProgress.Add(schema)) return "@" + schema.Node.Pointer + schema.Node.File.Name;
        var text = new StringBuilder();
        text.Append((int)schema.Kind).Append(schema.Format).Append(schema.MayBeNull ? "?" : "");
        foreach (var value in schema.Enum) text.Append('|').Append(CSharpText.Literal(value.Value.Text ?? "")).Append(value.Name);
        if (schema.Const is { } only) text.Append('=').Append(only.ToJson());
        foreach (var property in schema.Properties)
        {
            text.Append(';').Append(CSharpText.Literal(property.Name)).Append(property.IsRequired ? "!" : "").Append(property.Schema.MayBeNull ? "?" : "")
                .Append(property.IsReadOnly ? "r" : "").Append(property.IsWriteOnly ? "w" : "").Append('(').Append(Of(property.Schema)).Append(')');
        }

        if (schema.Items is not null) text.Append('[').Append(schema.Items.MayBeNull ? "?" : "").Append(Of(schema.Items)).Append(']');
        if (schema.Additional is not null) text.Append('{').Append(schema.Additional.MayBeNull ? "?" : "").Append(Of(schema.Additional)).Append('}');
        foreach (var option in schema.Options) text.Append('/').Append(Of(option));
        if (schema.Discriminator is { } discriminator)
        {
            text.Append('^').Append(discriminator.Property);
            foreach (var (value, target) in discriminator.Mapping) text.Append(value).Append(':').Append(Of(target));
        }

        var result = text.Length > 200 ? Identifiers.Mark(text.ToString()) + Identifiers.Mark("2" + text) + Identifiers.Mark("3" + text) : text.ToString();
        inProgress.Remove(schema);
        known[schema] = result;
        return result;
    }
}
