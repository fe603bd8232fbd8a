using System.Buffers;
using System.Globalization;

namespace Runner.Plugins.Scan.Targets;

/// <summary>
/// IPv4 as targets write it: <c>10.0.0.1</c>, <c>10.0.0.0/24</c>, <c>10.0.0.1-10.0.1.5</c>, and nmap's ranges of octets,
/// <c>10.0-3.1,5.0-255</c> and <c>10.0.0.*</c>. Decimal only: what a leading zero means, programs do not agree about.
/// </summary>
static class Ipv4Text
{
    const string Example = "write 192.0.2.10, 192.0.2.0/24, 192.0.2.1-20 or 192.0.2.1-192.0.3.5";

    static readonly SearchValues<char> Signs = SearchValues.Create("0123456789.,-*/");
    static readonly SearchValues<char> Numbers = SearchValues.Create("0123456789*");
    static readonly string[] Ordinals = ["first", "second", "third", "fourth"];

    /// <summary>Whether a text can only be meant as an address of IPv4: no name has nothing but digits, dots and these signs.</summary>
    public static bool IsMeantBy(string text) => text.AsSpan().IndexOfAnyExcept(Signs) < 0 && text.AsSpan().IndexOfAny(Numbers) >= 0;

    /// <summary>Reads a target of IPv4.</summary>
    /// <exception cref="Sdk.ActionInputException">It is none.</exception>
    public static void Read(TargetText written, CollectedTargets into)
    {
        var text = written.Text;
        if (text.Contains('/', StringComparison.Ordinal))
        {
            into.Add(Network(written), written);
            return;
        }
        if (text.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash && text.AsSpan(0, dash).Count('.') == 3 && text.AsSpan(dash).Contains('.'))
        {
            var (first, last) = (Address(text[..dash], written), Address(text[(dash + 1)..], written));
            if (last < first) throw written.Wrong($"it ends before it starts: write {text[(dash + 1)..]}-{text[..dash]}");
            into.Add(new(false, 0, first, last), written);
            return;
        }
        AddOctets(written, into);
    }

    static AddressRange Network(TargetText written)
    {
        var slash = written.Text.IndexOf('/', StringComparison.Ordinal);
        var address = Address(written.Text[..slash], written);
        var length = written.Text.AsSpan(slash + 1);
        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits > 32)
            throw written.Wrong($"`/{length}` is no prefix length of IPv4, which is 0 to 32: {Networks(written.Text[..slash])}");
        var mask = bits == 0 ? 0 : uint.MaxValue << (32 - bits);
        return new(false, 0, address & mask, address | ~mask);
    }

    static string Networks(string address) => $"{address}/24 has 256 addresses, {address}/32 one";

    static uint Address(string text, TargetText written)
    {
        var parts = text.Split('.');
        if (parts.Length != 4) throw written.Wrong($"{text} has {Sdk.Words.Count(parts.Length, "number")}, and an address of IPv4 has four: {Example}");
        var value = 0u;
        for (var i = 0; i < 4; i++) value = (value << 8) | Octet(parts[i], i, written);
        return value;
    }

    static byte Octet(ReadOnlySpan<char> text, int place, TargetText written)
    {
        if (text.Length > 1 && text[0] == '0')
            throw written.Wrong($"its {Ordinals[place]} number is {text}: a leading zero means octal to some programs and nothing to others, write {(text.TrimStart('0') is { IsEmpty: false } rest ? rest : "0")}");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 255) return (byte)number;
        throw written.Wrong(text.IsEmpty
            ? $"its {Ordinals[place]} number is missing: {Example}"
            : $"its {Ordinals[place]} number is {text}, and each of an address of IPv4 is 0 to 255: {Example}");
    }

    static void AddOctets(TargetText written, CollectedTargets into)
    {
        var text = written.Text;
        var parts = text.Split('.');
        if (parts.Length != 4)
        {
            throw written.Wrong(parts.Length < 4
                ? $"it has {Sdk.Words.Count(parts.Length, "number")}, and an address of IPv4 has four: {Example}"
                : $"it has {parts.Length} numbers, and an address of IPv4 has four: {(text.Contains(',', StringComparison.Ordinal) ? "between several targets belong blanks" : Example)}");
        }
        var octets = new List<(byte First, byte Last)>[4];
        for (var i = 0; i < 4; i++) octets[i] = Runs(parts[i], i, written);

        // Octets at the end that have all values make the ranges longer, not more.
        var runs = 3;
        while (runs > 0 && octets[runs] is [(0, 255)]) runs--;
        var count = (long)octets[runs].Count;
        for (var i = 0; i < runs; i++) count *= octets[i].Sum(static run => run.Last - run.First + 1);
        if (count > CollectedTargets.MostRanges)
            throw written.Wrong($"it comes to {count:#,0} ranges, and {CollectedTargets.MostRanges:#,0} are the most: have fewer ranges before its last number, or write networks");
        Expand(octets, runs, 0, 0, written, into);
    }

    static void Expand(List<(byte First, byte Last)>[] octets, int runs, int place, uint before, TargetText written, CollectedTargets into)
    {
        var below = 8 * (3 - place);
        foreach (var (first, last) in octets[place])
        {
            if (place == runs)
            {
                into.Add(new(false, 0, before | ((uint)first << below), before | ((uint)last << below) | ((1u << below) - 1)), written);
                continue;
            }
            for (int value = first; value <= last; value++) Expand(octets, runs, place + 1, before | ((uint)value << below), written, into);
        }
    }

    /// <summary>The values of one octet as runs, sorted and merged: <c>1,5-9,7-12</c>, <c>*</c>, <c>-</c>, <c>250-</c>.</summary>
    static List<(byte First, byte Last)> Runs(string text, int place, TargetText written)
    {
        if (text is "*" or "-") return [(0, 255)];
        if (text.Length > 0 && text.AsSpan().IndexOfAny(",-*") < 0) return [(Octet(text, place, written), Octet(text, place, written))];
        var all = new List<(byte First, byte Last)>();
        foreach (var part in text.Split(','))
        {
            if (part == "*")
            {
                all.Add((0, 255));
                continue;
            }
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            if (dash < 0)
            {
                all.Add((Octet(part, place, written), Octet(part, place, written)));
                continue;
            }
            var first = dash == 0 ? (byte)0 : Octet(part.AsSpan(0, dash), place, written);
            var last = dash == part.Length - 1 ? (byte)255 : Octet(part.AsSpan(dash + 1), place, written);
            if (last < first) throw written.Wrong($"{part} ends before it starts: write {last}-{first}");
            all.Add((first, last));
        }
        all.Sort();
        var merged = new List<(byte First, byte Last)>();
        foreach (var run in all)
        {
            if (merged.Count > 0 && run.First <= merged[^1].Last + 1) merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, run.Last));
            else merged.Add(run);
        }
        return merged;
    }
}
