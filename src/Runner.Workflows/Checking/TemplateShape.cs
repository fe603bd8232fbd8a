using Runner.Workflows.Checked;
using Runner.Workflows.Types;

namespace Runner.Workflows.Checking;

/// <summary>What is known of the value that a template makes, before anything runs.</summary>
static class TemplateShape
{
    /// <summary>The template's shape; what is secret in it is marked.</summary>
    public static TypeShape Of(InputTemplate template, ScopeShape scope) => template switch
    {
        ConstantTemplate constant => ValueShape.Of(constant.Value),
        // Whatever is wrong with the expression has been told by whoever checked it.
        TextTemplate { Template: { IsSingleExpression: true } single } => new ExpressionTyper(scope, [], _ => template.Location).TypeOf(single.Parts[0].Expression!.Root),
        TextTemplate => TypeShape.String,
        ListTemplate list => new(ShapeKind.List) { Element = ValueShape.UnionOf(list.Items.Select(item => Of(item, scope))) },
        MapTemplate map => ScopeShape.ObjectOf(map.Entries.Select(entry => new FieldShape(entry.Name, Of(entry.Value, scope)) { Secret = SecretValues.Find(entry.Value, scope) is not null })),
        _ => TypeShape.Any,
    };
}
