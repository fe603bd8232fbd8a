using System.Text;

namespace Runner.Workflows.Importing;

/// <summary>Writes a workflow's parts as a person would: small mappings in one line, texts of several lines as blocks.</summary>
sealed class YamlWriter
{
    const int LineLength = 110;
    const int MostInLine = 4;

    readonly StringBuilder text = new();

    /// <summary>The document.</summary>
    public static string Write(YamlMap document)
    {
        var writer = new YamlWriter();
        writer.WriteEntries(document, 0, isFirstInLine: false, spaced: true);
        return writer.text.ToString();
    }

    void WriteEntries(YamlMap map, int indent, bool isFirstInLine, bool spaced = false)
    {
        for (var i = 0; i < map.Entries.Count; i++)
        {
            var (key, value) = map.Entries[i];
            // The parts of the document stand apart from what came before them, when they are more than a line.
            if (spaced && i > 0 && value is YamlList or YamlMap && spaced && IsAfterLines(map.Entries[i - 1].Value, value)) text.Append('\n');
            if (!(isFirstInLine && i == 0)) text.Append(' ', indent);
            text.Append(YamlScalar.OneLine(key, inFlow: false)).Append(':');
            WriteValue(value, indent, separated: key == "steps");
        }
    }

    static bool IsAfterLines(YamlPart before, YamlPart now) => now is YamlMap { IsBlock: true } or YamlList { Items: [YamlMap, ..] } || before is YamlMap { IsBlock: true };

    void WriteValue(YamlPart value, int indent, bool separated = false)
    {
        if (value is YamlText { Text: var written } && YamlScalar.Block(ExpressionMark.Render(written), out var header) is { } lines)
        {
            text.Append(' ').Append(header).Append('\n');
            foreach (var line in lines)
            {
                if (line.Length > 0) text.Append(' ', indent + 2).Append(line);
                text.Append('\n');
            }

            return;
        }

        var column = text.Length - LastBreak();
        if (Flow(value, inFlow: false, LineLength - column) is { } flow)
        {
            text.Append(' ').Append(flow).Append('\n');
            return;
        }

        text.Append('\n');
        if (value is YamlMap map) WriteEntries(map, indent + 2, isFirstInLine: false);
        else WriteItems((YamlList)value, indent + 2, separated);
    }

    int LastBreak()
    {
        for (var i = text.Length - 1; i >= 0 && i > text.Length - 2000; i--)
            if (text[i] == '\n') return i;
        return 0;
    }

    void WriteItems(YamlList list, int indent, bool separated)
    {
        for (var i = 0; i < list.Items.Count; i++)
        {
            var item = list.Items[i];
            if (separated && i > 0) text.Append('\n');
            if (item is YamlMap { Comment: { } comment })
            {
                foreach (var line in comment.Split('\n')) text.Append(' ', indent).Append($"# {line}".TrimEnd()).Append('\n');
            }

            text.Append(' ', indent).Append('-');
            if (item is YamlMap map && (map.IsBlock || Flow(map, inFlow: false, LineLength - indent) is null))
            {
                text.Append(' ');
                WriteEntries(map, indent + 2, isFirstInLine: true);
            }
            else if (item is YamlList nested && Flow(nested, inFlow: false, LineLength - indent) is null)
            {
                // A list in a list begins on a line of its own.
                text.Append('\n');
                WriteItems(nested, indent + 2, separated: false);
            }
            else WriteValue(item, indent);
        }
    }

    /// <summary>A value in one line; null when it needs more, or would be hard to read.</summary>
    static string? Flow(YamlPart part, bool inFlow, int room)
    {
        switch (part)
        {
            case YamlRaw { Text: var raw }:
                return raw;
            case YamlText { Text: var written }:
                return YamlScalar.OneLine(ExpressionMark.Render(written), inFlow);
            case YamlMap { Entries.Count: 0 }:
                return "{}";
            case YamlList { Items.Count: 0 }:
                return "[]";
            case YamlMap { IsBlock: false, Entries: { Count: <= MostInLine } entries }:
                var members = new List<string>();
                foreach (var (key, value) in entries)
                {
                    if (value is YamlMap { Entries.Count: > 0 } && inFlow || Flow(value, inFlow: true, room) is not { } member) return null;
                    members.Add($"{YamlScalar.OneLine(key, inFlow: true)}: {member}");
                }

                return Fitting($"{{ {string.Join(", ", members)} }}");
            case YamlList { Items: { Count: <= 3 * MostInLine } items } when items.All(item => item is YamlText or YamlRaw):
                return Fitting($"[{string.Join(", ", items.Select(item => Flow(item, inFlow: true, room)))}]");
            default:
                return null;
        }

        string? Fitting(string flow) => flow.Length <= room ? flow : null;
    }
}
