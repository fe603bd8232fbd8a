using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>
/// A value as indented JSON, one line each, as far as <see cref="Excerpt.MaxLines"/> and <see cref="Excerpt.MaxChars"/> go.
/// It counts what follows without making text of it: a body may be large.
/// </summary>
sealed class JsonExcerpt(List<DetailLine> lines, int baseDepth)
{
    const int MaxDepth = 64;
    int shown;
    int chars;
    long cut;

    internal void Add(Value value)
    {
        Write(value, null, 0, "");
        if (cut > 0) lines.Add(Excerpt.Cut(baseDepth, Amounts.Count(cut, "more line")));
    }

    void Write(Value value, string? name, int depth, string comma)
    {
        switch (value.Kind)
        {
            case ValueKind.Array or ValueKind.Object when depth == MaxDepth:
                Line(depth, name, "\"...\"", comma);
                break;
            case ValueKind.Array when value.AsArray() is { Count: > 0 } items:
                Line(depth, name, "[", "");
                for (var i = 0; i < items.Count; i++) Write(items[i], null, depth + 1, i == items.Count - 1 ? "" : ",");
                Line(depth, null, "]", comma);
                break;
            case ValueKind.Array:
                Line(depth, name, "[]", comma);
                break;
            case ValueKind.Object:
                WriteObject(value.AsObject(), name, depth, comma);
                break;
            case ValueKind.String when IsOpen:
                Line(depth, name, Quote(value.AsString()), comma);
                break;
            case ValueKind.String:
                cut++;
                break;
            default:
                Line(depth, name, value.ToString(), comma);
                break;
        }
    }

    void WriteObject(IValueObject map, string? name, int depth, string comma)
    {
        using var entries = map.Entries.GetEnumerator();
        if (!entries.MoveNext())
        {
            Line(depth, name, "{}", comma);
            return;
        }
        Line(depth, name, "{", "");
        for (var more = true; more;)
        {
            var (key, value) = entries.Current;
            more = entries.MoveNext();
            Write(value, key, depth + 1, more ? "," : "");
        }
        Line(depth, null, "}", comma);
    }

    bool IsOpen => shown < Excerpt.MaxLines && chars < Excerpt.MaxChars;

    void Line(int depth, string? name, string text, string comma)
    {
        if (!IsOpen)
        {
            cut++;
            return;
        }
        shown++;
        chars += text.Length;
        lines.Add(new(baseDepth + depth, name is null ? "" : Quote(name) + ":", text + comma) { LabelTone = Tone.Accent });
    }

    static string Quote(string text)
    {
        if (text.Length > Excerpt.MaxChars)
            text = text[..Excerpt.MaxChars] + " [" + Amounts.Number(text.Length - Excerpt.MaxChars) + " characters more]";
        return "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }
}
