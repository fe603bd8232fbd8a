using Runner.Sdk;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Types;

namespace Runner.Cli.Reference;

/// <summary>An action's reference as text: what it takes, what it answers, how it fails.</summary>
static class TextReference
{
    const int WidestType = 32;

    public static void Write(ActionDescriptor action, TextWriter output)
    {
        output.WriteLine($"{action.Name}  {action.Summary}");
        var notes = NotesOn(action);
        if (notes.Count > 0) output.WriteLine($"  {string.Join("; ", notes)}");
        WriteRows("inputs", FieldRow.OfInputs(action.Inputs), output);
        WriteRows("result", FieldRow.OfResult(action.Result), output);
        output.WriteLine();
    }

    public static void WriteErrors(TextWriter output)
    {
        output.WriteLine("errors, for `retry: { on: [...] }`");
        output.WriteLine($"  {string.Join(", ", Enum.GetNames<ErrorKind>().Select(NameCase.ToKebab))}");
    }

    /// <summary>What there is to know of an action beside its fields.</summary>
    public static IReadOnlyList<string> NotesOn(ActionDescriptor action)
    {
        var notes = new List<string>();
        if (action.Idempotent) notes.Add("safe to repeat");
        if (action.Opens is { } opens) notes.Add($"opens a connection ({opens.Split('.')[^1]})");
        if (action.DefaultExpect is { } expect) notes.Add($"without `expect`, expects `{expect}`");
        return notes;
    }

    static void WriteRows(string title, IReadOnlyList<FieldRow> rows, TextWriter output)
    {
        if (rows.Count == 0) return;
        output.WriteLine($"  {title}");
        var names = rows.Max(row => row.Path.Length);
        var types = Math.Min(WidestType, rows.Max(row => row.Type.Length));
        foreach (var (path, type, field) in rows)
        {
            var text = field.Description ?? "";
            if (field.Required) text = $"(required) {text}";
            if (field.Default is { } standard) text = $"{text} (default {standard})";
            output.WriteLine($"    {path.PadRight(names)}  {type.PadRight(types)}  {text.Trim()}".TrimEnd());
        }
    }
}
