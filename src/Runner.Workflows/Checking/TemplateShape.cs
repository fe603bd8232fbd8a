using Runner.Workflows.Checked;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checking;

/// <summary>What is known of the value that a template makes, before anything runs.</summary>
static class TemplateShape
{
    /// <summary>The template's shape; what is secret in it is marked.</summary>
    public static TypeShape Of(InputTemplate template, ScopeShape scope) => template switch
    {
        ConstantTemplate constant => Of(constant.Value),
        // Whatever is wrong with the expression has been told by whoever checked it.
        TextTemplate { Template: { IsSingleExpression: true } single } => new ExpressionTyper(scope, [], _ => template.Location).TypeOf(single.Parts[0].Expression!.Root),
        TextTemplate => TypeShape.String,
        ListTemplate list => new(ShapeKind.List) { Element = Common(list.Items.Select(item => Of(item, scope))) },
        MapTemplate map => ScopeShape.ObjectOf(map.Entries.Select(entry => new FieldShape(entry.Name, Of(entry.Value, scope)) { Secret = SecretValues.Find(entry.Value, scope) is not null })),
        _ => TypeShape.Any,
    };

    static TypeShape Of(Value value) => value.Kind switch
    {
        ValueKind.Boolean => TypeShape.Boolean,
        ValueKind.Number => TypeShape.Number,
        ValueKind.String => TypeShape.String,
        ValueKind.Array => new(ShapeKind.List) { Element = Common(value.AsArray().Select(Of)) },
        ValueKind.Object => ScopeShape.ObjectOf(value.AsObject().Entries.Select(entry => new FieldShape(entry.Key, Of(entry.Value)))),
        _ => TypeShape.Any,
    };

    /// <summary>The shape that all have; anything where they differ. Items that are objects differ, however alike.</summary>
    static TypeShape Common(IEnumerable<TypeShape> shapes)
    {
        TypeShape? common = null;
        foreach (var shape in shapes)
        {
            if (common is not null && common != shape) return TypeShape.Any;
            common = shape;
        }

        return common ?? TypeShape.Any;
    }
}
