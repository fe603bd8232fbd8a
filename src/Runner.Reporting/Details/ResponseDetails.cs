using System.Text;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>
/// What a peer answered, as lines: scalars first, then headers and other maps, then the body. It knows no action: the
/// names <c>headers</c>, <c>body</c> and <c>json</c> are the vocabulary of results, everything else goes by its shape.
/// </summary>
static class ResponseDetails
{
    const int MaxEntries = 30;
    const int ShortText = 200;

    internal static void Add(List<DetailLine> lines, Value result)
    {
        if (result.IsNull) return;
        lines.Add(new(0, "response", ""));
        if (result.Kind != ValueKind.Object)
        {
            AddLong(lines, result);
            return;
        }

        var maps = new List<DetailLine>();
        var longs = new List<DetailLine>();
        List<DetailLine>? body = null;
        foreach (var (name, value) in result.AsObject().Entries)
        {
            if (name is "json" or "body")
            {
                // A body that is JSON is there twice; it is read best as JSON.
                if (value.IsNull || (name == "body" && (body is not null || value.AsText().Length == 0))) continue;
                body = [new(1, "body", "")];
                AddLong(body, value);
            }
            else if (name == "stdout" && body is not null)
            {
                // So is a program's output.
            }
            else if (IsShort(value))
            {
                if (value.AsText() is { Length: > 0 } text && !value.IsNull) lines.Add(new(1, name, text));
            }
            else if (value.Kind == ValueKind.Object)
            {
                AddMap(maps, name, value.AsObject());
            }
            else if (value.Kind != ValueKind.Array || value.AsArray().Count > 0)
            {
                longs.Add(new(1, name, ""));
                AddLong(longs, value);
            }
        }
        lines.AddRange(maps);
        lines.AddRange(longs);
        if (body is not null) lines.AddRange(body);
    }

    static bool IsShort(Value value) => value.Kind switch
    {
        ValueKind.Array or ValueKind.Object => false,
        ValueKind.String => value.AsString().Length <= ShortText && !value.AsString().Contains('\n'),
        _ => true,
    };

    static void AddMap(List<DetailLine> lines, string name, IValueObject map)
    {
        var onlyNumbers = true;
        var nested = false;
        var count = 0;
        var inline = new StringBuilder();
        foreach (var (key, value) in map.Entries)
        {
            count++;
            onlyNumbers &= value.Kind == ValueKind.Number;
            nested |= value.Kind is ValueKind.Array or ValueKind.Object;
            if (count <= MaxEntries) inline.Append(inline.Length > 0 ? ", " : "").Append(key).Append(' ').Append(value.AtAGlance());
        }
        if (count == 0) return;
        // Timings and counts are read at a glance; anything else deserves a line each.
        if (onlyNumbers && count <= MaxEntries)
        {
            lines.Add(new(1, name, inline.ToString()) { MaxRows = 2 });
            return;
        }
        lines.Add(new(1, name, ""));
        if (nested)
        {
            AddLong(lines, Value.From(map));
            return;
        }
        var shown = 0;
        foreach (var (key, value) in map.Entries)
        {
            if (shown++ == MaxEntries) break;
            DetailText.Add(lines, new(2, key + ":", value.AsText()) { LabelTone = Tone.Accent });
        }
        if (count > MaxEntries) lines.Add(Excerpt.Cut(2, Amounts.Number(count - MaxEntries) + " more"));
    }

    static void AddLong(List<DetailLine> lines, Value value)
    {
        if (value.Kind == ValueKind.String) Excerpt.Add(lines, 2, value.AsString());
        else new JsonExcerpt(lines, 2).Add(value);
    }
}
