using Runner.Sdk;
using Runner.Workflows.Types;

namespace Runner.Cli.Reference;

/// <summary>The reference of every action as Markdown.</summary>
static class MarkdownReference
{
    public static void Write(IEnumerable<ActionGroup> groups, TextWriter output)
    {
        output.WriteLine("# Actions");
        output.WriteLine();
        output.WriteLine("Made by `runner plugins reference` from the actions' types; do not edit. Inputs are what a step writes under");
        output.WriteLine("`with`; results are what expressions read as `result`, or later as `steps.<id>.result`.");
        foreach (var group in groups)
        {
            output.WriteLine();
            output.WriteLine($"## {group.Name}");
            output.WriteLine();
            output.WriteLine(group.Summary);
            foreach (var action in group.Actions)
            {
                output.WriteLine();
                output.WriteLine($"### {action.Name}");
                output.WriteLine();
                output.WriteLine(action.Summary);
                if (TextReference.NotesOn(action) is { Count: > 0 } notes)
                {
                    output.WriteLine();
                    output.WriteLine($"{char.ToUpperInvariant(notes[0][0])}{string.Join("; ", notes)[1..]}.");
                }

                WriteTable(output, "| Input | Type | Default | Meaning |", FieldRow.OfInputs(action.Inputs), static row =>
                    $"| `{row.Path}` | {Cell(row.Type)} | {(row.Field.Required ? "required" : row.Field.Default is { } standard ? $"`{Cell(standard)}`" : "")} | {Cell(TextReference.MeaningOf(row.Field))} |");
                WriteTable(output, "| Result | Type | Meaning |", FieldRow.OfResult(action.Result), static row =>
                    $"| `{row.Path}` | {Cell(row.Type)} | {Cell(row.Field.Description ?? "")} |");
            }
        }

        output.WriteLine();
        output.WriteLine("## Errors");
        output.WriteLine();
        output.WriteLine($"Kinds of error, for `retry: {{ on: [...] }}` and in events: {string.Join(", ", Enum.GetNames<ErrorKind>().Where(static name => name != nameof(ErrorKind.Policy)).Select(name => $"`{NameCase.ToKebab(name)}`"))}.");
    }

    static void WriteTable(TextWriter output, string heading, IReadOnlyList<FieldRow> rows, Func<FieldRow, string> line)
    {
        if (rows.Count == 0) return;
        output.WriteLine();
        output.WriteLine(heading);
        output.WriteLine(string.Concat(Enumerable.Repeat("|---", heading.Count(c => c == '|') - 1)) + "|");
        foreach (var row in rows) output.WriteLine(line(row));
    }

    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
