using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>Unions that are none: options that are all text are text, whose values are those of all.</summary>
static class SchemaUnions
{
    /// <summary>Makes a union simpler where it can be.</summary>
    public static void Simplify(ApiSchema union)
    {
        if (union.Discriminator is not null || union.Kind != SchemaKind.Union) return;
        var options = union.Options.Select(static option => option.Resolved).Distinct().ToList();
        if (union.Options.Any(static option => option.MayBeNull)) union.IsNullable = true;
        if (options.All(static option => option.Kind == SchemaKind.String && option.Format is not ("binary" or "byte")))
        {
            // A text of any kind beside others is any text.
            var formats = options.Select(static option => option.Format).Distinct().ToList();
            Become(SchemaKind.String, formats.Count == 1 ? formats[0] : null);
            union.Enum = options.All(static option => option.Enum.Count > 0 || option.Const is not null || option.Format is null)
                ? [.. options.SelectMany(static option => option.Const is { } value ? [new ApiEnumValue(value, null, option.Description)] : option.Enum).DistinctBy(static each => each.Value.Text)]
                : [];
        }
        else if (options.All(static option => option.Kind is SchemaKind.Integer or SchemaKind.Number))
        {
            Become(options.All(static option => option.Kind == SchemaKind.Integer) ? SchemaKind.Integer : SchemaKind.Number, null);
        }

        void Become(SchemaKind kind, string? format)
        {
            union.Kind = kind;
            union.Format = format;
            union.Options = [];
            union.IsAnyOf = false;
        }
    }
}
