using Runner.Sdk;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Types;

namespace Runner.Cli;

/// <summary>An action's reference, as text: what it takes, what it answers, how it fails.</summary>
static class ActionReference
{
    public static void Write(ActionDescriptor action, TextWriter output)
    {
        output.WriteLine($"{action.Name}  {action.Summary}");
        var notes = new List<string>();
        if (action.Idempotent) notes.Add("safe to repeat");
        if (action.Opens is { } opens) notes.Add($"opens a connection ({opens.Split('.')[^1]})");
        if (action.DefaultExpect is { } expect) notes.Add($"without `expect`, expects {expect}");
        if (notes.Count > 0) output.WriteLine($"  {string.Join("; ", notes)}");
        WriteFields("inputs", action.Inputs, type => type.Display, output);
        // A duration is written 10s, and read as a number.
        WriteFields("result", action.Result, type => type.Kind == ShapeKind.Duration ? "milliseconds" : type.Display, output);
        output.WriteLine();
    }

    public static void WriteErrors(TextWriter output)
    {
        output.WriteLine("errors, for `retry: { on: [...] }`");
        output.WriteLine($"  {string.Join(", ", Enum.GetNames<ErrorKind>().Select(NameCase.ToKebab))}");
    }

    static void WriteFields(string title, TypeShape shape, Func<TypeShape, string> display, TextWriter output)
    {
        if (shape.Fields.Count == 0) return;
        output.WriteLine($"  {title}");
        var rows = new List<(string Name, string Type, string Text)>();
        Collect(shape, "", display, rows, depth: 0);
        var names = rows.Max(row => row.Name.Length);
        var types = Math.Min(32, rows.Max(row => row.Type.Length));
        foreach (var (name, type, text) in rows) output.WriteLine($"    {name.PadRight(names)}  {type.PadRight(types)}  {text}".TrimEnd());
    }

    static void Collect(TypeShape shape, string prefix, Func<TypeShape, string> display, List<(string, string, string)> rows, int depth)
    {
        foreach (var field in shape.Fields)
        {
            var text = field.Description ?? "";
            if (field.Required) text = $"(required) {text}";
            if (field.Default is { } standard) text = $"{text} (default {standard})";
            rows.Add((prefix + field.Name, display(field.Type), text.Trim()));
            if (depth >= 3) continue;
            if (field.Type.Kind == ShapeKind.Object) Collect(field.Type, $"{prefix}{field.Name}.", display, rows, depth + 1);
            else if (field.Type is { Kind: ShapeKind.List, Element.Kind: ShapeKind.Object }) Collect(field.Type.Element, $"{prefix}{field.Name}[].", display, rows, depth + 1);
        }
    }
}
