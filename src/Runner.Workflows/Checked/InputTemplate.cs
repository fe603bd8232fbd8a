using Runner.Workflows.Expressions;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checked;

/// <summary>How a value is made when the step runs: written out, from expressions, or a structure of both.</summary>
/// <param name="Location">Where it stands.</param>
public abstract record InputTemplate(SourceLocation Location)
{
    /// <summary>The value, when it does not depend on anything.</summary>
    public virtual Value? Constant => null;

    /// <summary>Makes the value.</summary>
    /// <exception cref="TemplateException">An expression in it failed; the exception says where in the file.</exception>
    public abstract Value Evaluate(IExpressionScope scope);
}

/// <summary>A value written out.</summary>
public sealed record ConstantTemplate(Value Value, SourceLocation Location) : InputTemplate(Location)
{
    /// <inheritdoc/>
    public override Value? Constant => Value;

    /// <inheritdoc/>
    public override Value Evaluate(IExpressionScope scope) => Value;
}

/// <summary>A text with <c>${{ }}</c> in it. One that is nothing else keeps its type; any other becomes text.</summary>
public sealed record TextTemplate(Template Template, SourceLocation Location) : InputTemplate(Location)
{
    /// <inheritdoc/>
    public override Value Evaluate(IExpressionScope scope)
    {
        try
        {
            return Template.Evaluate(scope);
        }
        catch (ExpressionEvaluationException e)
        {
            throw new TemplateException(Location, e.Message, e);
        }
    }
}

/// <summary>A list of templates.</summary>
public sealed record ListTemplate(IReadOnlyList<InputTemplate> Items, SourceLocation Location) : InputTemplate(Location)
{
    /// <inheritdoc/>
    public override Value? Constant { get; } = Items.All(item => item.Constant is not null) ? Fold(Items, item => item.Constant!.Value) : null;

    /// <inheritdoc/>
    public override Value Evaluate(IExpressionScope scope) => Constant ?? Fold(Items, item => item.Evaluate(scope));

    static Value Fold(IReadOnlyList<InputTemplate> items, Func<InputTemplate, Value> evaluate)
    {
        var values = new Value[items.Count];
        for (var i = 0; i < values.Length; i++) values[i] = evaluate(items[i]);
        return Value.From(values);
    }
}

/// <summary>Templates by name.</summary>
public sealed record MapTemplate(IReadOnlyList<NamedTemplate> Entries, SourceLocation Location) : InputTemplate(Location)
{
    /// <inheritdoc/>
    public override Value? Constant { get; } = Entries.All(entry => entry.Value.Constant is not null) ? Fold(Entries, entry => entry.Constant!.Value) : null;

    /// <inheritdoc/>
    public override Value Evaluate(IExpressionScope scope) => Constant ?? Fold(Entries, entry => entry.Evaluate(scope));

    static Value Fold(IReadOnlyList<NamedTemplate> entries, Func<InputTemplate, Value> evaluate)
    {
        var values = new ValueObject();
        foreach (var entry in entries) values[entry.Name] = evaluate(entry.Value);
        return Value.From(values);
    }
}
