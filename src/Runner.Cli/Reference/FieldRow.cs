using Runner.Workflows.Types;

namespace Runner.Cli.Reference;

/// <summary>A field of an action's inputs or result, as a row of a table; nested fields have their whole path.</summary>
/// <param name="Path">Such as <c>auth.bearer</c>, or <c>routes[].path</c> inside a list.</param>
/// <param name="Type">As people write it.</param>
/// <param name="Field">The field itself.</param>
sealed record FieldRow(string Path, string Type, FieldShape Field)
{
    const int Deepest = 4;

    /// <summary>What the action takes.</summary>
    public static IReadOnlyList<FieldRow> OfInputs(TypeShape shape) => Collect(shape, "", static type => type.Display, []);

    /// <summary>What the action answers. A duration is written <c>10s</c>, and read as a number.</summary>
    public static IReadOnlyList<FieldRow> OfResult(TypeShape shape) =>
        Collect(shape, "", static type => type.Kind == ShapeKind.Duration ? "milliseconds" : type.Display, []);

    static List<FieldRow> Collect(TypeShape shape, string prefix, Func<TypeShape, string> display, List<FieldRow> rows, int depth = 0)
    {
        if (depth == Deepest) return rows;
        foreach (var field in shape.Fields)
        {
            rows.Add(new(prefix + field.Name, display(field.Type), field));
            if (field.Type.Kind == ShapeKind.Object) Collect(field.Type, $"{prefix}{field.Name}.", display, rows, depth + 1);
            else if (field.Type is { Kind: ShapeKind.List, Element.Kind: ShapeKind.Object }) Collect(field.Type.Element, $"{prefix}{field.Name}[].", display, rows, depth + 1);
        }

        return rows;
    }
}
