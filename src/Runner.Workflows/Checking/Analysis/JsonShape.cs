using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checking.Analysis;

/// <summary>The shape of a value that is written out, as JSON in a <c>fromJSON('...')</c>.</summary>
static class JsonShape
{
    /// <summary>Items with more fields than this between them are a map by name, and each merge would cost more.</summary>
    const int MaxMergedFields = 64;

    /// <summary>What is known of the value.</summary>
    public static TypeShape Of(Value value) => value.Kind switch
    {
        ValueKind.Boolean => TypeShape.Boolean,
        ValueKind.Number => TypeShape.Number,
        ValueKind.String => TypeShape.String,
        ValueKind.Array => new(ShapeKind.List) { Element = value.AsArray().Select(Of).Aggregate((TypeShape?)null, Both) ?? TypeShape.Any },
        ValueKind.Object => ObjectOf(value.AsObject()),
        _ => TypeShape.Any,
    };

    static TypeShape ObjectOf(IValueObject value)
    {
        var fields = new Dictionary<string, TypeShape>(StringComparer.OrdinalIgnoreCase);
        // Of names that differ in case each may be meant, and an expression may write either in any case.
        foreach (var (name, member) in value.Entries) fields[name] = fields.ContainsKey(name) ? TypeShape.Any : Of(member);
        return ScopeShape.ObjectOf(fields.Select(field => new FieldShape(field.Key, field.Value)));
    }

    /// <summary>What fits either: of two objects one with the fields of both, so that a name that none of the items has is found.</summary>
    static TypeShape Both(TypeShape? first, TypeShape second)
    {
        if (first is null || first.Kind == second.Kind && first.Kind is ShapeKind.Boolean or ShapeKind.Number or ShapeKind.String) return second;
        if (first.Kind != ShapeKind.Object || second.Kind != ShapeKind.Object || first.Fields.Count + second.Fields.Count > 2 * MaxMergedFields) return TypeShape.Any;
        var fields = new FieldList([]);
        foreach (var field in first.Fields) fields.Add(second.Field(field.Name) is { } other ? field with { Type = Both(field.Type, other.Type) } : field);
        foreach (var field in second.Fields) fields.Add(field);
        return ScopeShape.ObjectOf(fields);
    }
}
