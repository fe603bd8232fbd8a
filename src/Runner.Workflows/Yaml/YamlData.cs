using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Yaml;

/// <summary>YAML, and with it JSON, that is data: nothing in it is evaluated.</summary>
public static class YamlData
{
    /// <summary>Reads a file of names and values.</summary>
    /// <param name="source">The file.</param>
    /// <param name="diagnostics">Takes why it cannot be read.</param>
    /// <returns>The values with their places; null when it is no mapping, which has been reported. An empty file has none.</returns>
    public static IReadOnlyList<NamedValue>? ReadMapping(SourceText source, DiagnosticBag diagnostics)
    {
        if (!YamlReader.TryRead(source, diagnostics, out var root)) return null;
        switch (root)
        {
            case null:
                return [];
            case YamlMapping mapping:
                return [.. mapping.Entries.Select(entry => new NamedValue(entry.Key.Text, ValueOf(entry.Value), entry.Value.Location) { Text = (entry.Value as YamlScalar)?.Text })];
            default:
                diagnostics.Error(DiagnosticCodes.WrongType, root.Location, $"the file must hold names and values, and this is {root.Display}", "such as url: https://example.com");
                return null;
        }
    }

    /// <summary>Reads a value that was written on a command line or in a variable.</summary>
    /// <returns>Whether it is YAML.</returns>
    public static bool TryRead(string text, out Value value)
    {
        value = default;
        if (!YamlReader.TryRead(new("", text), [], out var root) || root is null) return false;
        value = ValueOf(root);
        return true;
    }

    static Value ValueOf(YamlNode node) => node switch
    {
        YamlScalar scalar => scalar.Value,
        YamlSequence sequence => Value.From([.. sequence.Items.Select(ValueOf)]),
        YamlMapping mapping => Value.From(ObjectOf(mapping)),
        _ => Value.Null,
    };

    static ValueObject ObjectOf(YamlMapping mapping)
    {
        var values = new ValueObject();
        foreach (var (key, value) in mapping.Entries) values[key.Text] = ValueOf(value);
        return values;
    }
}

/// <summary>A value of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The value.</param>
/// <param name="Location">Where it stands.</param>
public sealed record NamedValue(string Name, Value Value, SourceLocation Location)
{
    /// <summary>The value as it is written, where it is a single one: 1.10 is not 1.1 to whoever wants text.</summary>
    public string? Text { get; init; }
}
