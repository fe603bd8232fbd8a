using System.Globalization;
using System.Text.RegularExpressions;
using Runner.Workflows.Types;

namespace Runner.Workflows.Importing;

/// <summary>A value that an input may have, for somebody to put a better one in its place.</summary>
static class Placeholder
{
    // Something of most patterns that people write.
    static readonly string[] Texts = ["text", "1", "a", "A", "abc", "AB", "EUR", "a1", "2026-01-31", "2026-01-31T12:00:00Z", "00000000-0000-4000-8000-000000000000", "name@example.com", "https://example.com", "127.0.0.1", "+10000000", "12345", "true", "0.0", "1.0.0", "text-text", "/"];

    public static YamlPart Of(FieldShape field)
    {
        var shape = field.Type;
        return shape.Kind switch
        {
            ShapeKind.Integer or ShapeKind.Number => new YamlRaw(Number(field)),
            ShapeKind.Map => new YamlRaw("{}"),
            _ => Of(shape),
        };
    }

    static YamlPart Of(TypeShape shape)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Choice: return new YamlText(shape.Choices[0]);
            case ShapeKind.Integer or ShapeKind.Number: return new YamlRaw("1");
            case ShapeKind.Boolean: return new YamlRaw("true");
            case ShapeKind.Duration: return new YamlText("1s");
            case ShapeKind.List: return new YamlList([Of(shape.Element!)]);
            case ShapeKind.Object:
                var fields = new YamlMap();
                foreach (var field in shape.Fields.Where(static field => field.Required)) fields.Add(field.Name, Of(field));
                return fields;
            case ShapeKind.Any or ShapeKind.Map: return new YamlRaw("{}");
            default: return new YamlText(Text(shape.Pattern));
        }
    }

    static string Number(FieldShape field)
    {
        var number = Math.Min(Math.Max(1, field.Minimum ?? 1), field.Maximum ?? long.MaxValue);
        return number.ToString(CultureInfo.InvariantCulture);
    }

    static string Text(string? pattern) => pattern is null ? "text"
        : Array.Find(Texts, text => Regex.IsMatch(text, pattern, ShapeConverter.PatternOptions)) ?? ExpressionMark.Of("env('VALUE')");
}
