using Runner.Workflows.Values;

namespace Runner.Workflows.Types;

/// <summary>The shape of values that are known before anything runs.</summary>
static class ValueShape
{
    /// <summary>Objects with more fields than this between them are maps by name, and each union would cost more.</summary>
    const int MostFields = 64;

    /// <summary>What a value is.</summary>
    public static TypeShape Of(Value value) => value.Kind switch
    {
        ValueKind.Boolean => TypeShape.Boolean,
        ValueKind.Number => TypeShape.Number,
        ValueKind.String => TypeShape.String,
        ValueKind.Array => new(ShapeKind.List) { Element = Of(value.AsArray()) },
        ValueKind.Object => ObjectOf(value.AsObject()),
        _ => TypeShape.Any,
    };

    /// <summary>What each of some values is: what they have in common, and every field that one of them has.</summary>
    public static TypeShape Of(IReadOnlyList<Value> values) => UnionOf(values.Select(Of));

    /// <summary>The shape of something that is one of these; anything where there are none.</summary>
    public static TypeShape UnionOf(IEnumerable<TypeShape> shapes)
    {
        TypeShape? union = null;
        foreach (var shape in shapes) union = union is null ? shape : Union(union, shape);
        return union ?? TypeShape.Any;
    }

    /// <summary>The shape of something that is the one or the other: of two objects one with the fields of both, so that a name that neither has is found.</summary>
    public static TypeShape Union(TypeShape left, TypeShape right)
    {
        if (ReferenceEquals(left, right)) return left;
        if (left.Kind != right.Kind) return TypeShape.Any;
        return left.Kind switch
        {
            ShapeKind.Object when left.Fields.Count + right.Fields.Count > 2 * MostFields => TypeShape.Any,
            ShapeKind.Object => left with { Fields = new FieldList(FieldsOf(left, right)) },
            ShapeKind.List or ShapeKind.Map => left with { Element = Union(left.Element!, right.Element!) },
            _ => left == right ? left : TypeShape.Any,
        };
    }

    static TypeShape ObjectOf(IValueObject value)
    {
        var fields = new Dictionary<string, TypeShape>(StringComparer.OrdinalIgnoreCase);
        // Of names that differ in case each may be meant, and an expression may write either in any case.
        foreach (var (name, member) in value.Entries) fields[name] = fields.ContainsKey(name) ? TypeShape.Any : Of(member);
        return new(ShapeKind.Object) { Fields = new FieldList(fields.Select(field => new FieldShape(field.Key, field.Value))) };
    }

    static IEnumerable<FieldShape> FieldsOf(TypeShape left, TypeShape right)
    {
        foreach (var field in left.Fields)
            yield return right.Field(field.Name) is { } other ? field with { Type = Union(field.Type, other.Type) } : field with { Type = field.Type with { Nullable = true } };
        foreach (var field in right.Fields)
        {
            if (left.Field(field.Name) is null) yield return field with { Type = field.Type with { Nullable = true } };
        }
    }
}
