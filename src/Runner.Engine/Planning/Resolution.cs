using System.Text;
using Runner.Engine.Binding;
using Runner.Engine.Scopes;
using Runner.Engine.Secrets;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Planning;

/// <summary>The value of a template as far as it is known before the run: expressions that are not stay as they are written.</summary>
static class Resolution
{
    public static Value Of(InputTemplate template, RunScope scope, SecretMasker masker) => template switch
    {
        MapTemplate map => Value.From(ObjectOf(map, scope, masker)),
        ListTemplate list => Value.From([.. list.Items.Select(item => Of(item, scope, masker))]),
        TextTemplate text => masker.MaskValue(Of(text.Template, scope)),
        MatrixTemplate matrix => Value.From(ObjectOf(new(matrix.Axes, matrix.Location), scope, masker)),
        _ => template.Constant is { } constant ? masker.MaskValue(constant) : Value.Null,
    };

    /// <summary>Whether an exception means that something is not known yet.</summary>
    public static bool IsUnknown(Exception e) => e is UnknownUntilRunException or TemplateException or ExpressionEvaluationException or BindingException;

    static ValueObject ObjectOf(MapTemplate map, RunScope scope, SecretMasker masker)
    {
        var values = new ValueObject();
        foreach (var entry in map.Entries) values[entry.Name] = Of(entry.Value, scope, masker);
        return values;
    }

    static Value Of(Template template, RunScope scope)
    {
        if (template.IsSingleExpression) return TryEvaluate(template.Parts[0], scope) ?? Value.From(template.Text);
        var text = new StringBuilder();
        foreach (var part in template.Parts)
        {
            if (part.Expression is not null && TryEvaluate(part, scope) is { } value) text.Append(Coercion.ToText(value));
            else text.Append(template.Text, part.Span.Start, part.Span.Length);
        }

        return Value.From(text.ToString());
    }

    static Value? TryEvaluate(TemplatePart part, RunScope scope)
    {
        if (ChangesByItself(part.Expression!.Root)) return null;
        try
        {
            return part.Expression.Evaluate(scope);
        }
        catch (Exception e) when (IsUnknown(e))
        {
            return null;
        }
    }

    /// <summary>Whether it answers something else when the run comes to it.</summary>
    static bool ChangesByItself(ExpressionNode node) => FunctionCalls.Any(node, static function => function.AsksStatus || function.Name is "now" or "uuid");
}

/// <summary>Something is read that only the run can tell.</summary>
sealed class UnknownUntilRunException : Exception;
