using System.Globalization;
using System.Text;

namespace Runner.Workflows.Yaml;

/// <summary>
/// Where each character of a scalar's text stands in the file: reads the scalar once more, as YAML 1.2 unescapes and
/// folds it (chapters 7.3 and 8.1), and keeps the offsets. The parser does not tell them.
/// </summary>
/// <remarks>Only messages need it, so it may be slow; where it should ever read differently than the parser, it says so.</remarks>
sealed class ScalarOffsets
{
    readonly string raw;
    readonly StringBuilder text = new();
    readonly List<int> offsets = [];
    int at;

    ScalarOffsets(string raw) => this.raw = raw;

    /// <summary>The offsets in <paramref name="raw"/>, one more than the text has characters; null when they cannot be told.</summary>
    /// <param name="raw">The scalar as it stands in the file, from its first character on.</param>
    /// <param name="text">What the parser made of it.</param>
    public static IReadOnlyList<int>? Of(string raw, string text)
    {
        var scalar = new ScalarOffsets(raw);
        scalar.Read();
        scalar.offsets.Add(scalar.at);
        // At the end of a block scalar the parser may have kept fewer line breaks.
        return scalar.text.Length >= text.Length && scalar.text.ToString().StartsWith(text, StringComparison.Ordinal) ? scalar.offsets : null;
    }

    void Read()
    {
        switch (raw.Length > 0 ? raw[0] : '\0')
        {
            case '"': ReadFlow('"'); break;
            case '\'': ReadFlow('\''); break;
            case '|' or '>': ReadBlock(raw[0] == '>'); break;
            default: ReadFlow('\0'); break;
        }
    }

    void ReadFlow(char quote)
    {
        if (quote != '\0') at = 1;
        while (at < raw.Length)
        {
            if (raw[at] == quote && !(quote == '\'' && At(at + 1) == '\'')) return;
            if (raw[at] == '\'' && quote == '\'') Take('\'', 2);
            else if (raw[at] == '\\' && quote == '"') ReadEscape();
            else if (raw[at] is '\r' or '\n') FoldFlow();
            else Take(raw[at], 1);
        }
    }

    /// <summary>One line break is a space, more are one fewer; the white space around them goes.</summary>
    void FoldFlow()
    {
        while (text.Length > 0 && text[^1] is ' ' or '\t' && !IsEscaped(offsets[^1])) Drop();
        var start = at;
        var breaks = SkipBreaks();
        if (breaks == 1) Add(' ', start);
        else AddBreaks(breaks - 1, start);
    }

    bool IsEscaped(int offset) => At(offset) == '\\';

    void ReadEscape()
    {
        var start = at++;
        switch (At(at))
        {
            case '\r' or '\n':
                var breaks = SkipBreaks();
                AddBreaks(breaks - 1, start);
                return;
            case 'x' or 'u' or 'U':
                var digits = raw[at] switch { 'x' => 2, 'u' => 4, _ => 8 };
                at = Math.Min(at + 1 + digits, raw.Length);
                if (int.TryParse(raw.AsSpan(start + 2, at - start - 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
                    AddCode(code, start);
                return;
            default:
                Add(At(at) switch
                {
                    '0' => '\0',
                    'a' => '\a',
                    'b' => '\b',
                    't' or '\t' => '\t',
                    'n' => '\n',
                    'v' => '\v',
                    'f' => '\f',
                    'r' => '\r',
                    'e' => '\e',
                    'N' => '\u0085',
                    '_' => '\u00a0',
                    'L' => '\u2028',
                    'P' => '\u2029',
                    var other => other,
                }, start);
                at = Math.Min(at + 1, raw.Length);
                return;
        }
    }

    void AddCode(int code, int start)
    {
        if (code <= 0xffff) Add((char)code, start);
        else if (code <= 0x10ffff)
            foreach (var c in char.ConvertFromUtf32(code)) Add(c, start);
    }

    /// <summary>Lines by their indentation; folded ones are joined unless they are indented further.</summary>
    void ReadBlock(bool folded)
    {
        var header = raw.IndexOf('\n', StringComparison.Ordinal);
        at = header < 0 ? raw.Length : header + 1;
        var indent = Indentation(at);
        var first = true;
        var wasIndented = false;
        while (at < raw.Length)
        {
            var breaksFrom = at;
            var breaks = first ? 0 : 1;
            while (at < raw.Length && IsBlank(at)) { breaks++; at = LineEnd(at).Next; }
            if (at >= raw.Length) { AddBreaks(breaks, breaksFrom); return; }
            var (end, next) = LineEnd(at);
            var start = Math.Min(at + indent, end);
            var isIndented = At(start) is ' ' or '\t';
            var place = Math.Max(0, breaksFrom - 1);
            if (folded && !first && !wasIndented && !isIndented)
            {
                if (breaks == 1) Add(' ', place);
                else AddBreaks(breaks - 1, place);
            }
            else AddBreaks(breaks, place);

            for (at = start; at < end;) Take(raw[at], 1);
            at = next;
            first = false;
            wasIndented = isIndented;
        }

        Add('\n', raw.Length);
    }

    int Indentation(int from)
    {
        while (from < raw.Length && IsBlank(from)) from = LineEnd(from).Next;
        var spaces = 0;
        while (At(from + spaces) == ' ') spaces++;
        return spaces;
    }

    bool IsBlank(int from) => raw.AsSpan(from, LineEnd(from).End - from).TrimStart(' ').IsEmpty;

    (int End, int Next) LineEnd(int from)
    {
        var end = raw.IndexOf('\n', from);
        if (end < 0) return (raw.Length, raw.Length);
        return (end > from && raw[end - 1] == '\r' ? end - 1 : end, end + 1);
    }

    /// <summary>Passes line breaks and the white space around them; tells how many breaks there were.</summary>
    int SkipBreaks()
    {
        var breaks = 0;
        for (; At(at) is ' ' or '\t' or '\r' or '\n'; at++)
        {
            if (raw[at] == '\n' || (raw[at] == '\r' && At(at + 1) != '\n')) breaks++;
        }

        return breaks;
    }

    char At(int index) => index < raw.Length ? raw[index] : '\0';

    void Take(char c, int length)
    {
        Add(c, at);
        at += length;
    }

    void AddBreaks(int count, int start)
    {
        for (; count > 0; count--) Add('\n', start);
    }

    void Add(char c, int start)
    {
        text.Append(c);
        offsets.Add(start);
    }

    void Drop()
    {
        text.Length--;
        offsets.RemoveAt(offsets.Count - 1);
    }
}
