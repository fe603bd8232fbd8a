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
        output.WriteLine($"  {string.Join(", ", Enum.GetNames<ErrorKind>().Where(static name => name != nameof(ErrorKind.Policy)).Select(NameCase.ToKebab))}");
    }

    /// <summary>What there is to know of an action beside its fields.</summary>
    public static IReadOnlyList<string> NotesOn(ActionDescriptor action)
    {
        var notes = new List<string>();
        if (action.Deprecated is { } instead) notes.Add(Deprecated(instead));
        if (action.ResultIsInputs) notes.Add("takes any names with any values, and answers them");
        if (action.Idempotent) notes.Add("safe to repeat");
        if (action.Opens is { } opens) notes.Add($"opens a connection ({opens.Split('.')[^1]})");
        if (action.DefaultExpect is { } expect) notes.Add($"without `expect`, expects `{expect}`");
        return notes;
    }

    /// <summary>What a field means, and whether it had better not be used.</summary>
    public static string MeaningOf(FieldShape field)
    {
        var meaning = field.Description ?? "";
        if (field.Deprecated is { } instead) meaning = meaning.Length > 0 ? $"{meaning} ({Deprecated(instead)})" : Deprecated(instead);
        return meaning;
    }

    static string Deprecated(string instead) => instead.Length > 0 ? $"deprecated: {instead.TrimEnd('.')}" : "deprecated";

    static void WriteRows(string title, IReadOnlyList<FieldRow> rows, TextWriter output)
    {
        if (rows.Count == 0) return;
        output.WriteLine($"  {title}");
        var names = rows.Max(row => row.Path.Length);
        var types = Math.Min(WidestType, rows.Max(row => row.Type.Length));
        foreach (var (path, type, field) in rows)
        {
            var text = MeaningOf(field);
            if (field.Required) text = $"(required) {text}";
            if (field.Default is { } standard) text = $"{text} (default {standard})";
            output.WriteLine($"    {path.PadRight(names)}  {type.PadRight(types)}  {text.Trim()}".TrimEnd());
        }
    }
}
