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

        return [.. shapes.Values.SelectMany(Fold)];
    }

    /// <summary>The same on one line; of very many texts only the first.</summary>
    internal static string Join(IReadOnlyList<string> names, int most = int.MaxValue)
    {
        var texts = Of(names);
        return texts.Count <= most ? string.Join(",", texts) : string.Join(",", texts.Take(most)) + " and " + Amounts.Number(texts.Count - most) + " more";
    }

    static IEnumerable<string> Fold(List<Name> alike)
    {
        if (alike is [var only]) return [only.Text];
        var numbers = alike[0].Numbers.Length;
        if (numbers == 0) return alike.Select(name => name.Text).Distinct(StringComparer.Ordinal);
        // The last of equals: web1-01 is host 1 of rack 1 more often than the other way round.
        var best = Enumerable.Range(0, numbers).Select(at => alike.GroupBy(name => name.Without(at), StringComparer.Ordinal).ToList())
            .Select((groups, at) => (groups, at)).OrderBy(each => each.groups.Count).ThenByDescending(each => each.at).First();
        return best.groups.Select(group => Range([.. group], best.at));
    }

    static string Range(List<Name> names, int at)
    {
        var numbers = names.Select(name => name.Numbers[at]).Distinct(StringComparer.Ordinal).OrderBy(Size).ThenBy(number => number.Length).ToList();
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
