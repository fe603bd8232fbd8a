using System.Globalization;
using System.Text;

namespace Runner.Cli.Files;

/// <summary>What differs between two texts, as <c>diff -u</c> shows it.</summary>
static class UnifiedDiff
{
    const int Context = 3;

    /// <summary>Beyond this many lines in and out, all between the first and the last is shown as replaced: finding more would take too long.</summary>
    const int MostEdits = 2_000;

    enum Edit
    {
        Keep,
        Remove,
        Add,
    }

    /// <summary>The differences; empty when there are none.</summary>
    public static string Of(string oldText, string newText, string path)
    {
        string[] old = LinesOf(oldText), now = LinesOf(newText);
        var edits = Compare(old, now);
        var text = new StringBuilder();
        for (int i = 0, o = 0, n = 0; i < edits.Count;)
        {
            if (edits[i] == Edit.Keep)
            {
                (i, o, n) = (i + 1, o + 1, n + 1);
                continue;
            }

            var end = EndOfHunk(edits, i);
            var before = Math.Min(Context, Math.Min(o, i));
            (i, o, n) = (i - before, o - before, n - before);
            WriteHunk(text, edits, i, end, old, now, ref o, ref n);
            i = end;
        }

        return text.Length == 0 ? "" : $"--- {path}\n+++ {path}, formatted\n{text}";
    }

    /// <summary>After the last edit that is near the ones before, with what follows it for context.</summary>
    static int EndOfHunk(List<Edit> edits, int start)
    {
        var last = start;
        for (var i = start; i < edits.Count && i - last <= 2 * Context; i++)
        {
            if (edits[i] != Edit.Keep) last = i;
        }

        return Math.Min(edits.Count, last + 1 + Context);
    }

    static void WriteHunk(StringBuilder text, List<Edit> edits, int start, int end, string[] old, string[] now, ref int o, ref int n)
    {
        var removed = edits.Skip(start).Take(end - start).Count(edit => edit != Edit.Add);
        var added = edits.Skip(start).Take(end - start).Count(edit => edit != Edit.Remove);
        text.Append(CultureInfo.InvariantCulture, $"@@ -{(removed == 0 ? o : o + 1)},{removed} +{(added == 0 ? n : n + 1)},{added} @@\n");
        for (var i = start; i < end; i++)
        {
            text.Append(edits[i] switch
            {
                Edit.Remove => "-" + old[o++],
                Edit.Add => "+" + now[n++],
                _ => " " + Same(now[n++], ref o),
            }).Append('\n');
        }

        static string Same(string line, ref int o)
        {
            o++;
            return line;
        }
    }

    /// <summary>The fewest edits from one to the other (Myers, 1986), the equal ends aside.</summary>
    static List<Edit> Compare(string[] old, string[] now)
    {
        var head = 0;
        while (head < old.Length && head < now.Length && old[head] == now[head]) head++;
        var tail = 0;
        while (tail < old.Length - head && tail < now.Length - head && old[^(tail + 1)] == now[^(tail + 1)]) tail++;
        var middle = Between(old.AsSpan(head, old.Length - head - tail), now.AsSpan(head, now.Length - head - tail));
        return [.. Enumerable.Repeat(Edit.Keep, head), .. middle, .. Enumerable.Repeat(Edit.Keep, tail)];
    }

    static List<Edit> Between(ReadOnlySpan<string> old, ReadOnlySpan<string> now)
    {
        var furthest = new int[2 * MostEdits + 3];
        var trace = new List<int[]>();
        for (var count = 0; count <= Math.Min(MostEdits, old.Length + now.Length); count++)
        {
            // Of diagonal k only -count..count have been reached; they are kept to walk back.
            trace.Add(furthest[(MostEdits + 1 - count)..(MostEdits + 2 + count)]);
            for (var k = -count; k <= count; k += 2)
            {
                var x = k == -count || (k != count && furthest[MostEdits + k] < furthest[MostEdits + 2 + k]) ? furthest[MostEdits + 2 + k] : furthest[MostEdits + k] + 1;
                while (x < old.Length && x - k < now.Length && old[x] == now[x - k]) x++;
                furthest[MostEdits + 1 + k] = x;
                if (x >= old.Length && x - k >= now.Length) return WalkBack(trace, old.Length, now.Length);
            }
        }

        return [.. Enumerable.Repeat(Edit.Remove, old.Length), .. Enumerable.Repeat(Edit.Add, now.Length)];
    }

    static List<Edit> WalkBack(List<int[]> trace, int x, int y)
    {
        var edits = new List<Edit>();
        for (var count = trace.Count - 1; count > 0; count--)
        {
            // Reached(k) before this edit: what was kept then covers -count..count.
            var kept = trace[count];
            int Reached(int k) => kept[count + k];
            var diagonal = x - y;
            var isAdded = diagonal == -count || (diagonal != count && Reached(diagonal - 1) < Reached(diagonal + 1));
            var from = isAdded ? Reached(diagonal + 1) : Reached(diagonal - 1);
            var fromY = from - (isAdded ? diagonal + 1 : diagonal - 1);
            for (; x > from && y > fromY; x--, y--) edits.Add(Edit.Keep);
            edits.Add(isAdded ? Edit.Add : Edit.Remove);
            (x, y) = (from, fromY);
        }

        for (; x > 0; x--) edits.Add(Edit.Keep);
        edits.Reverse();
        return edits;
    }

    /// <summary>The lines, with what cannot be seen made visible where it is all that differs.</summary>
    static string[] LinesOf(string text)
    {
        if (text.Length == 0) return [];
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].EndsWith('\r')) lines[i] = lines[i][..^1] + "\\r";
        }

        return lines[^1].Length == 0 ? lines[..^1] : [.. lines[..^1], lines[^1] + "\\ no line break at the end"];
    }
}
