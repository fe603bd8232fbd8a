using Runner.Workflows.Types;

namespace Runner.Workflows.Checking;

/// <summary>What expressions know of a step or job that has ended.</summary>
static class OutcomeShape
{
    // A choice, so that comparing it with any other text is found to be a slip.
    static readonly TypeShape Outcome = new(ShapeKind.Choice) { Choices = ["success", "failure", "skipped", "cancelled"] };

    static readonly TypeShape Items = ScopeShape.ObjectOf(
        Array.ConvertAll<string, FieldShape>(["total", "succeeded", "failed", "skipped", "cancelled"], name => new(name, TypeShape.Number)));

    /// <summary>The shape: a repeated one has no single result, and its outputs are lists.</summary>
    /// <param name="outputs">What it declares.</param>
    /// <param name="isRepeated">Whether it is repeated.</param>
    /// <param name="result">What its action gives; null for a job.</param>
    /// <param name="named">What its outputs are when they have names that only the run knows; null when they are those declared.</param>
    public static TypeShape Of(FieldList outputs, bool isRepeated, TypeShape? result, TypeShape? named = null)
    {
        var fields = new FieldList([]);
        if (result is not null && !isRepeated) fields.Add(new("result", result with { Nullable = true }));
        fields.Add(new("outputs", named ?? ScopeShape.ObjectOf(isRepeated ? outputs.Select(output => output with { Type = new(ShapeKind.List) { Element = output.Type } }) : outputs)));
        fields.Add(new("outcome", Outcome));
        fields.Add(new("conclusion", Outcome));
        if (isRepeated) fields.Add(new("items", Items));
        return ScopeShape.ObjectOf(fields);
    }
}
