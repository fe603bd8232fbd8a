using System.Text;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Scripting;

/// <summary>Rows as text in columns.</summary>
static class TextTable
{
    const string Gap = "  ";

    /// <summary>The rows under the names of their properties. A column of numbers is aligned at the right; null is nothing.</summary>
    public static string Of(IEnumerable<object> rows)
    {
        var values = rows.Select(row => ClrValue.From(row).AsObject()).ToList();
        var names = new List<string>();
        foreach (var row in values)
        {
            foreach (var (name, _) in row.Entries)
                if (!names.Contains(name)) names.Add(name);
        }

        var lines = new List<string>[values.Count + 1];
        for (var i = 0; i < lines.Length; i++) lines[i] = [];
        var right = new bool[names.Count];
        for (var column = 0; column < names.Count; column++)
        {
            var cells = values.Select(row => row.TryGet(names[column], out var value) ? value : Value.Null).ToList();
            var texts = cells.Select(Show).Prepend(names[column]).ToList();
            var width = texts.Max(text => text.Length);
            right[column] = cells.All(cell => cell.Kind is ValueKind.Number or ValueKind.Null) && cells.Any(cell => !cell.IsNull);
            for (var i = 0; i < texts.Count; i++) lines[i].Add(right[column] ? texts[i].PadLeft(width) : texts[i].PadRight(width));
        }

        var table = new StringBuilder();
        foreach (var line in lines) table.Append(string.Join(Gap, line).TrimEnd()).Append('\n');
        return table.ToString().TrimEnd('\n');
    }

    static string Show(Value value) => value.IsNull ? ""
        : value.Kind is ValueKind.Object ? ValueJson.Write(value, indented: false)
        : value.Kind is ValueKind.Array ? string.Join(", ", value.AsArray().Select(Show))
        // A line break would break the table.
        : Coercion.ToText(value).ReplaceLineEndings(" ");
}
