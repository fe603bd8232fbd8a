using System.Globalization;
using System.Text.RegularExpressions;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Types;

/// <summary>
/// Fits a value to a shape, by one set of rules for what a workflow writes out, what an expression answers and what
/// the command line gives. Only what loses nothing is converted: a number to text, <c>"8080"</c> to a number, one value
/// to a list of one.
/// </summary>
public static class ShapeConverter
{
    /// <summary>How patterns are matched: in time that grows with the text only, whoever wrote the pattern.</summary>
    internal const RegexOptions PatternOptions = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>The value as the shape wants it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="shape">What is wanted.</param>
    /// <param name="path">What the value is for, such as <c>auth.bearer</c>; it starts the message.</param>
    /// <exception cref="ShapeException">It does not fit.</exception>
    public static Value Convert(Value value, TypeShape shape, string path) => (value.Kind, shape.Kind) switch
    {
        (_, ShapeKind.Any) => value,
        (ValueKind.Null, _) => shape.Nullable ? value : throw Misfit(value, shape, path),
        (ValueKind.Array, ShapeKind.List) => ConvertItems(value, shape, path),
        (_, ShapeKind.List) => Value.From([Convert(value, shape.Element!, path)]),
        (ValueKind.Object, ShapeKind.Map) => ConvertEntries(value, _ => shape.Element!, path),
        (ValueKind.Object, ShapeKind.Object) => ConvertFields(value, shape, path),
        (ValueKind.Array or ValueKind.Object, _) => throw Misfit(value, shape, path),
        _ => ConvertScalar(value, shape, path),
    };

    static Value ConvertScalar(Value value, TypeShape shape, string path)
    {
        var text = value.Kind == ValueKind.String ? value.AsString() : null;
        switch (shape.Kind)
        {
            case ShapeKind.String or ShapeKind.Connection:
                text ??= value.ToString();
                if (shape.Pattern is { } pattern && !Regex.IsMatch(text, pattern, PatternOptions))
                    throw new ShapeException($"`{path}` must match {pattern}, and this is the text '{ShownText.Shorten(text)}'", null);
                return Value.From(text);
            case ShapeKind.Boolean when value.Kind == ValueKind.Boolean:
            case ShapeKind.Number when value.Kind == ValueKind.Number:
            case ShapeKind.Integer when value.Kind == ValueKind.Number && double.IsInteger(value.AsNumber()):
                return value;
            case ShapeKind.Boolean when text is "true" or "false":
                return Value.From(text == "true");
            case ShapeKind.Number or ShapeKind.Integer when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                return ConvertScalar(Value.From(number), shape, path);
            case ShapeKind.Duration when text is not null && DurationText.TryParse(text, out _):
                return value;
            case ShapeKind.Choice:
                var written = value.ToString();
                // Documents exist whose choices differ only in case.
                if (shape.Choices.Contains(written)) return Value.From(written);
                return shape.Choices.FirstOrDefault(choice => string.Equals(choice, written, StringComparison.OrdinalIgnoreCase)) is { } chosen
                    ? Value.From(chosen)
                    : throw Misfit(value, shape, path);
            default:
                throw Misfit(value, shape, path);
        }
    }

    static Value ConvertItems(Value value, TypeShape shape, string path)
    {
        var items = value.AsArray();
        var converted = new Value[items.Count];
        for (var i = 0; i < converted.Length; i++) converted[i] = Convert(items[i], shape.Element!, FieldPath.Of(path, i));
        return Value.From(converted);
    }

    static Value ConvertFields(Value value, TypeShape shape, string path)
    {
        foreach (var field in shape.Fields)
        {
            if (field.Required && !value.AsObject().TryGet(field.Name, out _))
                throw new ShapeException($"`{path}` needs `{field.Name}`", field.Description);
        }

        return ConvertEntries(value, name => shape.Field(name)?.Type ?? throw UnknownField(name, shape, path), path);
    }

    static Value ConvertEntries(Value value, Func<string, TypeShape> shapeOf, string path)
    {
        var converted = new ValueObject();
        foreach (var (name, entry) in value.AsObject().Entries) converted[name] = Convert(entry, shapeOf(name), FieldPath.Of(path, name));
        return Value.From(converted);
    }

    static ShapeException UnknownField(string name, TypeShape shape, string path) =>
        new($"`{path}` has no field `{name}`", NameHelp.For(name, [.. shape.Fields.Select(field => field.Name)]));

    static ShapeException Misfit(Value value, TypeShape shape, string path)
    {
        var seen = value.Kind switch
        {
            ValueKind.Null => "nothing",
            ValueKind.Array => "a list",
            ValueKind.Object => "a mapping",
            ValueKind.String => $"the text '{ShownText.Shorten(value.AsString())}'",
            _ => value.ToString(),
        };
        var help = shape.Kind switch
        {
            ShapeKind.String when value.IsNull => "write a value, or leave the name out; the empty text is ''",
            _ when value.IsNull => "write a value, or leave the name out",
            ShapeKind.Choice => NameHelp.Near(value.ToString(), shape.Choices),
            ShapeKind.Boolean => value.Kind == ValueKind.String ? CoreSchema.BooleanHelp(value.AsString()) : null,
            _ => shape.Hint,
        };
        return new($"`{path}` must be {shape.Phrase}, and this is {seen}", help);
    }
}
