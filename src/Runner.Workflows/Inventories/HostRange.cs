using System.Globalization;

namespace Runner.Workflows.Inventories;

/// <summary>
/// Names that stand for several: <c>web[01:50]</c>, <c>db-[a:f]</c>, <c>node[0:100:10]</c>, and several of them in a name. Where lists are
/// allowed, also <c>web[1,3,7:9]</c>.
/// </summary>
static class HostRange
{
    const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>Whether a name stands for several.</summary>
    public static bool IsRange(string name, bool lists = true)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        var close = open < 0 ? -1 : name.IndexOf(']', open);
        return close > open + 1 && name.AsSpan(open, close - open) is var inside && (inside.Contains(':') || (lists && inside.Contains(',')));
    }

    /// <summary>The names, in order.</summary>
    /// <exception cref="FormatException">The range is none; the message says why.</exception>
    /// <exception cref="InventoryLimitException">There are too many.</exception>
    public static IReadOnlyList<string> Expand(string name, bool lists = true)
    {
        var names = new List<string> { "" };
        var rest = name;
        while (IsRange(rest, lists))
        {
            var open = rest.IndexOf('[', StringComparison.Ordinal);
            var close = rest.IndexOf(']', open);
            var texts = Items(rest[(open + 1)..close], name);
            if ((long)names.Count * texts.Count > InventoryLimits.Hosts) throw new InventoryLimitException($"`{name}` stands for more than {InventoryLimits.Hosts:N0} hosts");
            var before = rest[..open];
            names = [.. names.SelectMany(start => texts.Select(text => start + before + text))];
            rest = rest[(close + 1)..];
        }

        return rest.Length == 0 ? names : [.. names.Select(start => start + rest)];
    }

    static List<string> Items(string inside, string name)
    {
        var items = new List<string>();
        foreach (var part in inside.Split(','))
        {
            var item = part.Trim();
            if (item.Length == 0) throw new FormatException($"`{name}` has an empty place in its list");
            if (item.Contains(':', StringComparison.Ordinal)) items.AddRange(Range(item.Split(':'), name));
            else items.Add(item);
        }

        return items;
    }

    static IEnumerable<string> Range(string[] parts, string name)
    {
        if (parts.Length > 3) throw new FormatException($"`{name}` has a range of more than a start, an end and a step");
        var (start, end) = (parts[0].Trim(), parts[1].Trim());
        if (end.Length == 0) throw new FormatException($"`{name}` has a range without an end");
        if (start.Length == 0) start = "0";
        var step = 1;
        if (parts.Length == 3 && (!int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out step) || step < 1))
            throw new FormatException($"`{name}` has a range whose step is not a whole number from 1");
        var isLetters = start is [var only] && char.IsAsciiLetter(only) && end is [var other] && char.IsAsciiLetter(other);
        int first, last;
        if (isLetters) (first, last) = (Letters.IndexOf(start[0], StringComparison.Ordinal), Letters.IndexOf(end[0], StringComparison.Ordinal));
        else if (!int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out first) || !int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out last))
            throw new FormatException($"`{name}` has a range that is neither of numbers nor of single letters");
        if (first > last) throw new FormatException($"`{name}` has a range that starts after its end");
        var width = start.Length > 1 && start[0] == '0' ? start.Length : 0;
        if (width > 0 && end.Length != width) throw new FormatException($"`{name}` has a range whose start has leading zeros, and whose end has another length: write [{start}:{end.PadLeft(width, '0')}]");
        if ((last - first) / step >= InventoryLimits.Hosts) throw new InventoryLimitException($"`{name}` stands for more than {InventoryLimits.Hosts:N0} hosts");
        return Count();

        IEnumerable<string> Count()
        {
            for (var at = first; at <= last && at >= first; at += step)
                yield return isLetters ? Letters[at].ToString() : at.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
        }
    }
}
