using Runner.Workflows.Values;

namespace Runner.Workflows.Types;

/// <summary>The shape of values that are known before anything runs.</summary>
static class ValueShape
{
    /// <summary>What a value is.</summary>
    public static TypeShape Of(Value value) => value.Kind switch
    {
        ValueKind.Boolean => TypeShape.Boolean,
        ValueKind.Number => TypeShape.Number,
        ValueKind.String => TypeShape.String,
        ValueKind.Array => new(ShapeKind.List) { Element = Of(value.AsArray()) },
        ValueKind.Object => new(ShapeKind.Object) { Fields = new FieldList(value.AsObject().Entries.Select(entry => new FieldShape(entry.Key, Of(entry.Value)))) },
        _ => TypeShape.Any,
    };

    /// <summary>What each of some values is: what they have in common, and every field that one of them has.</summary>
    public static TypeShape Of(IReadOnlyList<Value> values) => values.Count == 0 ? TypeShape.Any : values.Select(Of).Aggregate(Union);

    /// <summary>The shape of something that is the one or the other.</summary>
    public static TypeShape Union(TypeShape left, TypeShape right)
    {
        if (ReferenceEquals(left, right)) return left;
        if (left.Kind != right.Kind) return TypeShape.Any;
        return left.Kind switch
        {
            ShapeKind.Object => left with { Fields = new FieldList(UnionOf(left, right)) },
            ShapeKind.List or ShapeKind.Map => left with { Element = Union(left.Element!, right.Element!) },
            _ => left == right ? left : TypeShape.Any,
        };
    }

    static IEnumerable<FieldShape> UnionOf(TypeShape left, TypeShape right)
    {
        foreach (var field in left.Fields)
            yield return right.Field(field.Name) is { } other ? field with { Type = Union(field.Type, other.Type) } : field with { Type = field.Type with { Nullable = true } };
        foreach (var field in right.Fields)
        {
            if (left.Field(field.Name) is null) yield return field with { Type = field.Type with { Nullable = true } };
        }
    }
}
