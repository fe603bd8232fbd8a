using Runner.Workflows.Types;

namespace Runner.Workflows.Checking.Analysis;

/// <summary>What the analyses ask of a shape.</summary>
static class ShapeFacts
{
    /// <summary>A list or an object: as text it is only the word for what it is.</summary>
    public static bool IsStructure(this TypeShape shape) => shape.Kind is ShapeKind.List or ShapeKind.Map or ShapeKind.Object;

    /// <summary>A number; what a duration is in a result too.</summary>
    public static bool IsNumber(this TypeShape shape) => shape.Kind is ShapeKind.Number or ShapeKind.Integer or ShapeKind.Duration;

    /// <summary>What it is, after "this is".</summary>
    public static string Noun(this TypeShape shape) => shape.Kind switch
    {
        ShapeKind.List => "a list",
        ShapeKind.Map or ShapeKind.Object => "an object",
        ShapeKind.Boolean => "true or false",
        ShapeKind.Duration => "a number of milliseconds",
        ShapeKind.Number or ShapeKind.Integer => "a number",
        _ => "text",
    };
}
