namespace Runner.Workflows.Types;

/// <summary>
/// What is known of a value before anything runs: the static type of an input, of a result, of an expression.
/// Made from the plugins' types and kept in their manifests, so that checking loads no plugin.
/// </summary>
public sealed record TypeShape(ShapeKind Kind)
{
    /// <summary>Anything.</summary>
    public static TypeShape Any { get; } = new(ShapeKind.Any);

    /// <summary>Text.</summary>
    public static TypeShape String { get; } = new(ShapeKind.String);

    /// <summary>A number.</summary>
    public static TypeShape Number { get; } = new(ShapeKind.Number);

    /// <summary>True or false.</summary>
    public static TypeShape Boolean { get; } = new(ShapeKind.Boolean);

    /// <summary>Whether null is a value of it too.</summary>
    public bool Nullable { get; init; }

    /// <summary>The regular expression that a text must match somewhere; null when any text will do.</summary>
    public string? Pattern { get; init; }

    /// <summary>The texts that a <see cref="ShapeKind.Choice"/> may be.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What a list or map holds.</summary>
    public TypeShape? Element { get; init; }

    /// <summary>The fields of an object, in the order of declaration.</summary>
    public IReadOnlyList<FieldShape> Fields { get; init; } = [];

    /// <summary>The full name of the connection's type.</summary>
    public string? ConnectionType { get; init; }

    /// <summary>The field of a name, without regard to case; null when there is none.</summary>
    public FieldShape? Field(string name) => Fields is FieldList list
        ? list.Find(name)
        : Fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The type in a sentence, after "must be": <c>a whole number</c>, <c>a mapping</c>.</summary>
    public string Phrase => Kind switch
    {
        ShapeKind.Integer or ShapeKind.Number or ShapeKind.Duration => $"a {Display}",
        ShapeKind.List => $"a list of {Element!.Plural}",
        ShapeKind.Map or ShapeKind.Object => "a mapping",
        ShapeKind.Choice => $"one of {string.Join(", ", Choices)}",
        ShapeKind.Connection => "the id of a step that opens a connection",
        _ => Display,
    };

    string Plural => Kind switch
    {
        ShapeKind.Any or ShapeKind.Choice or ShapeKind.Connection => "values",
        ShapeKind.String => "texts",
        ShapeKind.Boolean => "booleans",
        ShapeKind.Map or ShapeKind.Object => "mappings",
        ShapeKind.List => $"lists of {Element!.Plural}",
        _ => $"{Display}s",
    };

    /// <summary>What to tell someone who wrote something else, beyond <see cref="Phrase"/>; null when that says it.</summary>
    internal string? Hint => Kind switch
    {
        ShapeKind.Duration => DurationText.Help,
        ShapeKind.Object => Fields.Count == 0 ? "it has none" : $"it may have: {string.Join(", ", Fields.Select(each => each.Name))}",
        ShapeKind.Map => "write `name: value` lines, indented below it, without `- `",
        _ => null,
    };

    /// <summary>The type as people write it: <c>list of text</c>, <c>eager | lazy</c>.</summary>
    public string Display => Kind switch
    {
        ShapeKind.Any => "any value",
        ShapeKind.String => "text",
        ShapeKind.Integer => "whole number",
        ShapeKind.Number => "number",
        ShapeKind.Boolean => "true or false",
        ShapeKind.Duration => "duration",
        ShapeKind.Choice => string.Join(" | ", Choices),
        ShapeKind.List => $"list of {Element!.Display}",
        ShapeKind.Map => $"map of {Element!.Display}",
        ShapeKind.Connection => "connection",
        _ => "object",
    };
}
