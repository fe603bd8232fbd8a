using System.Text.RegularExpressions;
using Runner.Sdk.Inventory;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Types;

namespace Runner.Workflows.Inventories.Patterns;

/// <summary>
/// Chooses hosts by a pattern of Ansible: first all that a term adds, then what <c>&amp;</c> keeps, then without what <c>!</c> takes
/// away, in whatever order the terms stand.
/// </summary>
sealed class PatternSelection(Inventory inventory, string pattern)
{
    TextSpan Whole => TextSpan.Between(0, pattern.Length);

    /// <exception cref="InventoryPatternException">The pattern is wrong, names what there is not, or chooses no host.</exception>
    public IReadOnlyList<InventoryHost> Hosts()
    {
        var terms = PatternParser.Parse(pattern, IsName);
        var chosen = new List<InventoryHost>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var unions = terms.Where(term => term.Kind == TermKind.Union).ToList();
        foreach (var host in unions.Count == 0 ? inventory.Hosts : unions.SelectMany(HostsOf))
        {
            if (seen.Add(host.Name)) chosen.Add(host);
        }

        if (chosen.Count == 0) throw Nothing($"`{Shown}` chooses no host", unions.Select(HelpForBrackets).FirstOrDefault(static help => help is not null));
        foreach (var kind in (ReadOnlySpan<TermKind>)[TermKind.Intersection, TermKind.Exclusion])
        {
            foreach (var term in terms)
            {
                if (term.Kind != kind) continue;
                var others = new HashSet<string>(HostsOf(term).Select(static host => host.Name), StringComparer.Ordinal);
                chosen.RemoveAll(host => others.Contains(host.Name) == (kind == TermKind.Exclusion));
                if (chosen.Count == 0) throw Nothing(kind == TermKind.Exclusion ? $"`{Shown}` chooses no host: `{Text(term)}` takes the last away" : $"`{Shown}` chooses no host: none of them is in `{term.Text}` too");
            }
        }

        return chosen;
    }

    string Shown => ShownText.Shorten(pattern, 80);

    string Text(PatternTerm term) => pattern.Substring(term.Span.Start, term.Span.Length);

    bool IsName(string text) => inventory.Find(text) is not null || inventory.FindGroup(text) is not null;

    IEnumerable<InventoryHost> HostsOf(PatternTerm term)
    {
        var hosts = term.IsExpression || term.IsGlob ? Matching(term) : Named(term);
        return term.Subscript is { } places ? Take(hosts, places, term) : hosts;
    }

    IReadOnlyList<InventoryHost> Named(PatternTerm term)
    {
        // As in Ansible, a name that a group has means the group.
        if (inventory.FindGroup(term.Text) is { } group) return group.Hosts;
        if (inventory.Find(term.Text) is { } host) return [host];
        throw new InventoryPatternException($"no host and no group is named `{ShownText.Shorten(term.Text)}`", HelpFor(term.Text), term.Span);
    }

    string? HelpFor(string name)
    {
        if (name.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } names) return $"write a comma or a colon between names: {ShownText.Shorten(string.Join(',', names))}";
        var groups = inventory.Groups.Select(static group => group.Name).ToList();
        return NameHelp.Near(name, groups) ?? NameHelp.Near(name, inventory.Hosts.Select(static host => host.Name)) ?? $"the groups are: {NameHelp.List(groups)}";
    }

    /// <summary>What is meant by a group's name with something in brackets that is no place: it reads as letters of a name.</summary>
    string? HelpForBrackets(PatternTerm term)
    {
        var open = term.Text.LastIndexOf('[');
        if (open <= 0 || term.IsExpression || !term.Text.EndsWith(']') || !IsName(term.Text[..open])) return null;
        var (name, inside) = (term.Text[..open], term.Text[(open + 1)..^1]);
        return inside.Split('-') is [{ Length: > 0 } first, var last] && first.All(char.IsAsciiDigit) && last.All(char.IsAsciiDigit)
            ? $"a range of places has a colon: {name}[{first}:{last}]"
            : $"places are numbers, as in {name}[0], {name}[-1] or {name}[0:9]; anything else in brackets stands for letters of a name";
    }

    List<InventoryHost> Matching(PatternTerm term)
    {
        var expression = Compile(term);
        var hosts = inventory.Groups.Where(group => expression.IsMatch(group.Name)).SelectMany(static group => group.Hosts)
            .Concat(inventory.Hosts.Where(host => expression.IsMatch(host.Name)));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. hosts.Where(host => seen.Add(host.Name))];
    }

    Regex Compile(PatternTerm term)
    {
        try
        {
            return term.IsExpression ? new($@"\A(?:{term.Text[1..]})", ShapeConverter.PatternOptions) : HostGlob.Compile(term.Text);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new InventoryPatternException($"`{ShownText.Shorten(term.Text)}` is no {(term.IsExpression ? "regular expression" : "pattern")} that can be matched: {Reason(e)}", HelpForBrackets(term), term.Span);
        }
    }

    static string Reason(Exception e) => e is NotSupportedException ? "look-around and back references are not supported, since they may take for ever" : e.Message.TrimEnd('.');

    static IReadOnlyList<InventoryHost> Take(IReadOnlyList<InventoryHost> hosts, Subscript places, PatternTerm term)
    {
        var first = places.First < 0 ? hosts.Count + places.First : places.First;
        if (places.IsSingle)
        {
            return first >= 0 && first < hosts.Count
                ? [hosts[first]]
                : throw new InventoryPatternException($"`{ShownText.Shorten(term.Text)}` has {hosts.Count} {(hosts.Count == 1 ? "host" : "hosts")}, and none at place {places.First}", "places count from 0; -1 is the last", term.Span);
        }

        // What begins before the first begins with the first.
        var last = places.Last is not { } end ? hosts.Count - 1 : end < 0 ? hosts.Count + end : Math.Min(end, hosts.Count - 1);
        first = Math.Max(first, 0);
        return first <= last ? [.. hosts.Skip(first).Take(last - first + 1)]
            : throw new InventoryPatternException($"`{ShownText.Shorten(term.Text)}` has {hosts.Count} {(hosts.Count == 1 ? "host" : "hosts")}, and none from place {places.First} to {(places.Last is null ? "the end" : places.Last)}", "places count from 0; -1 is the last", term.Span);
    }

    InventoryPatternException Nothing(string message, string? help = null) => new(message, inventory.Hosts.Count == 0 ? "the inventory has no hosts" : help, Whole);
}
