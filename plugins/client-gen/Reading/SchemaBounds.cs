using System.Globalization;
using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>Reads the bounds of values: in the form of 3.0, where an exclusive bound is a flag, and of 3.1, where it is a number.</summary>
static class SchemaBounds
{
    /// <summary>The bounds of a schema.</summary>
    public static ApiBounds Of(SchemaParts parts)
    {
        var bounds = new ApiBounds
        {
            Minimum = Number("exclusiveMinimum") ?? Number("minimum"),
            Maximum = Number("exclusiveMaximum") ?? Number("maximum"),
            IsMinimumExclusive = Number("exclusiveMinimum") is not null || parts.IsTrue("exclusiveMinimum"),
            IsMaximumExclusive = Number("exclusiveMaximum") is not null || parts.IsTrue("exclusiveMaximum"),
            MultipleOf = Number("multipleOf"),
            MinimumCount = Count("minLength") ?? Count("minItems") ?? Count("minProperties"),
            MaximumCount = Count("maxLength") ?? Count("maxItems") ?? Count("maxProperties"),
            Pattern = parts["pattern"] is { Kind: NodeKind.String, Text: { } pattern } ? pattern : null,
            AreItemsUnique = parts.IsTrue("uniqueItems"),
        };
        return bounds == ApiBounds.None ? ApiBounds.None : bounds;

        decimal? Number(string keyword) => parts[keyword] is { Kind: NodeKind.Number, Text: { } text } && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

        int? Count(string keyword) => Number(keyword) is { } number and >= 0 and <= int.MaxValue ? (int)number : null;
    }
}
