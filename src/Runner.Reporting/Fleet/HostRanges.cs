using System.Globalization;
using System.Text;

namespace Runner.Reporting;

/// <summary>
/// Names of machines in few words: <c>web01</c>, <c>web02</c>, <c>web03</c> and <c>web07</c> are <c>web[01-03,07]</c>. Of several
/// numbers in a name the one is folded that leaves the fewest texts.
/// </summary>
static class HostRanges
{
    /// <summary>The names, folded, in the order in which the first of each was given.</summary>
    internal static List<string> Of(IReadOnlyList<string> names)
    {
        var shapes = new OrderedDictionary<string, List<Name>>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var parsed = Name.Of(name);
            if (!shapes.TryGetValue(parsed.Shape, out var alike)) shapes.Add(parsed.Shape, alike = []);
            alike.Add(parsed);
        }

        // Loops throughout: this is what everybody waits for at the end of a run, and LINQ over such types is code that nobody compiled ahead.
        var texts = new List<string>();
        foreach (var alike in shapes.Values) Fold(alike, texts);
        return texts;
    }

    /// <summary>The same on one line; of very many texts only the first.</summary>
    internal static string Join(IReadOnlyList<string> names, int most = int.MaxValue)
    {
        var texts = Of(names);
        return texts.Count <= most ? string.Join(",", texts) : string.Join(",", texts.GetRange(0, most)) + " and " + Amounts.Number(texts.Count - most) + " more";
    }

    static void Fold(List<Name> alike, List<string> texts)
    {
        if (alike.Count == 1 || alike[0].Numbers.Length == 0)
        {
            texts.Add(alike[0].Text);
            return;
        }

        var (best, bestAt) = (GroupsWithout(alike, 0), 0);
        for (var at = 1; at < alike[0].Numbers.Length; at++)
        {
            // The last of equals: web1-01 is host 1 of rack 1 more often than the other way round.
            if (GroupsWithout(alike, at) is var groups && groups.Count <= best.Count) (best, bestAt) = (groups, at);
        }

        foreach (var group in best.Values) texts.Add(Range(group, bestAt));
    }

    /// <summary>The names that differ in nothing but one number, in the order in which the first of each was given.</summary>
    static OrderedDictionary<string, List<Name>> GroupsWithout(List<Name> alike, int at)
    {
        var groups = new OrderedDictionary<string, List<Name>>(StringComparer.Ordinal);
        foreach (var name in alike)
        {
            var rest = name.Without(at);
            if (!groups.TryGetValue(rest, out var group)) groups.Add(rest, group = []);
            group.Add(name);
        }

        return groups;
    }

    static string Range(List<Name> names, int at)
    {
        var numbers = new List<string>(names.Count);
        foreach (var name in names) numbers.Add(name.Numbers[at]);
        numbers.Sort(static (one, other) => Size(one).CompareTo(Size(other)) is not 0 and var by ? by : one.Length.CompareTo(other.Length));
        for (var i = numbers.Count - 1; i > 0; i--)
        {
            if (numbers[i] == numbers[i - 1]) numbers.RemoveAt(i);
        }

        if (numbers.Count == 1) return names[0].Text;
        var ranges = new StringBuilder();
        for (var first = 0; first < numbers.Count;)
        {
            var last = first;
            while (last + 1 < numbers.Count && numbers[last + 1] == After(numbers[last])) last++;
            if (ranges.Length > 0) ranges.Append(',');
            ranges.Append(numbers[first]);
            if (last > first) ranges.Append('-').Append(numbers[last]);
            first = last + 1;
        }

        return names[0].With(at, $"[{ranges}]");
    }

    static ulong Size(string number) => ulong.Parse(number, CultureInfo.InvariantCulture);

    /// <summary>09 comes before 10, and 9 before 10, but not 9 before 010.</summary>
    static string After(string number) => (Size(number) + 1).ToString(CultureInfo.InvariantCulture).PadLeft(number.Length, '0');

    /// <summary>A name taken apart: texts, and a number between each two of them.</summary>
    sealed record Name(string Text, string[] Texts, string[] Numbers)
    {
        // More digits than these do not fit into a number, and count as text.
        const int MostDigits = 18;

        internal string Shape { get; } = string.Join('\0', Texts);

        internal static Name Of(string text)
        {
            var (texts, numbers, start) = (new List<string>(), new List<string>(), 0);
            for (var i = 0; i < text.Length;)
            {
                if (!char.IsAsciiDigit(text[i]))
                {
                    i++;
                    continue;
                }

                var end = i;
                while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
                if (end - i <= MostDigits)
                {
                    texts.Add(text[start..i]);
                    numbers.Add(text[i..end]);
                    start = end;
                }

                i = end;
            }

            texts.Add(text[start..]);
            return new(text, [.. texts], [.. numbers]);
        }

        internal string Without(int at) => With(at, "\0");

        internal string With(int at, string number)
        {
            var whole = new StringBuilder(Texts[0]);
            for (var i = 0; i < Numbers.Length; i++) whole.Append(i == at ? number : Numbers[i]).Append(Texts[i + 1]);
            return whole.ToString();
        }
    }
}
