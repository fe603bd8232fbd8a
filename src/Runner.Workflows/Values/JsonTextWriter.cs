using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Runner.Workflows.Values;

/// <summary>
/// Writes JSON the way JavaScript's <c>JSON.stringify</c> does, which GitHub's <c>toJSON</c> shows: nothing is escaped that need
/// not be, numbers are the shortest that read back the same. The framework's writer escapes more and spells numbers differently.
/// </summary>
sealed class JsonTextWriter(bool indented)
{
    readonly StringBuilder text = new();

    public override string ToString() => text.ToString();

    public void Write(Value value, int depth)
    {
        switch (value.Kind)
        {
            case ValueKind.Null: text.Append("null"); break;
            case ValueKind.Boolean: text.Append(value.AsBoolean() ? "true" : "false"); break;
            case ValueKind.Number: WriteNumber(value.AsNumber()); break;
            case ValueKind.String: WriteString(value.AsString()); break;
            case ValueKind.Array: WriteArray(value.AsArray(), depth + 1); break;
            default: WriteObject(value.AsObject(), depth + 1); break;
        }
    }

    void WriteArray(IReadOnlyList<Value> items, int depth)
    {
        Open('[', depth);
        for (var i = 0; i < items.Count; i++)
        {
            StartItem(i > 0, depth);
            Write(items[i], depth);
        }

        Close(']', items.Count > 0, depth);
    }

    void WriteObject(IValueObject value, int depth)
    {
        Open('{', depth);
        var any = false;
        foreach (var (name, member) in value.Entries)
        {
            StartItem(any, depth);
            WriteString(name);
            text.Append(indented ? ": " : ":");
            Write(member, depth);
            any = true;
        }

        Close('}', any, depth);
    }

    void Open(char bracket, int depth)
    {
        if (depth > ValueJson.MaxDepth) throw new JsonException($"The value nests deeper than {ValueJson.MaxDepth}.");
        text.Append(bracket);
    }

    void Close(char bracket, bool any, int depth)
    {
        if (any) StartLine(depth - 1);
        text.Append(bracket);
    }

    void StartItem(bool follows, int depth)
    {
        if (follows) text.Append(',');
        StartLine(depth);
    }

    void StartLine(int depth)
    {
        if (indented) text.Append('\n').Append(' ', depth * 2);
    }

    /// <summary>As ECMA-262 has Number::toString; JSON has no word for what is not finite.</summary>
    void WriteNumber(double number)
    {
        if (!double.IsFinite(number))
        {
            text.Append("null");
            return;
        }

        var size = Math.Abs(number);
        if (size == 0) text.Append('0');
        else if (size < 1e-6 || size >= 1e21) WriteExponent(number);
        else text.Append(Expand(number.ToString("R", CultureInfo.InvariantCulture)));
    }

    void WriteExponent(double number)
    {
        // 1.5E-07 is 1.5e-7 in JavaScript
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        text.Append(shortest, 0, mark).Append('e').Append(shortest[mark + 1]).Append(shortest.AsSpan(mark + 2).TrimStart('0'));
    }

    static string Expand(string shortest)
    {
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0) return shortest;
        var exponent = int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var sign = shortest[0] == '-' ? "-" : "";
        var digits = shortest[sign.Length..mark].Replace(".", "", StringComparison.Ordinal);
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        digits = digits.PadRight(exponent + 1, '0');
        return digits.Length == exponent + 1 ? sign + digits : $"{sign}{digits.AsSpan(0, exponent + 1)}.{digits.AsSpan(exponent + 1)}";
    }

    void WriteString(string value)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ':
                    WriteEscape(c);
                    break;
                default:
                    if (!char.IsSurrogate(c))
                    {
                        text.Append(c);
                    }
                    else if (i + 1 < value.Length && char.IsSurrogatePair(c, value[i + 1]))
                    {
                        text.Append(c).Append(value[++i]);
                    }
                    else
                    {
                        WriteEscape(c);
                    }

                    break;
            }
        }

        text.Append('"');
    }

    void WriteEscape(char c) => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
}
