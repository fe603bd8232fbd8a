namespace Runner.Sdk.Networking;

/// <summary>Networks that rules know by name, after IANA's registries of special-purpose addresses (RFC 6890).</summary>
static class NetworkSets
{
    /// <summary>This machine.</summary>
    internal const string Loopback = "loopback";

    /// <summary>Networks of one's own.</summary>
    internal const string Private = "private";

    /// <summary>The link that this machine is on, where clouds have their metadata services too.</summary>
    internal const string LinkLocal = "link-local";

    /// <summary>Groups of receivers.</summary>
    internal const string Multicast = "multicast";

    /// <summary>All that the Internet leads to.</summary>
    internal const string Public = "public";

    static NetworkRange[]? loopback, ofOnesOwn, linkLocal, multicast, special, publicOnes;

    /// <summary>The names.</summary>
    internal static IReadOnlyList<string> Names { get; } = [Loopback, Private, LinkLocal, Multicast, Public];

    /// <summary>The networks of a name; null when there is no such name.</summary>
    internal static NetworkRange[]? Find(string name) => name switch
    {
        Loopback => loopback ??= Ranges("127.0.0.0/8", "::1/128"),
        // RFC 1918, RFC 6598 (addresses that carriers and overlay networks share), RFC 4193.
        Private => ofOnesOwn ??= Ranges("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"),
        LinkLocal => linkLocal ??= Ranges("169.254.0.0/16", "fe80::/10"),
        Multicast => multicast ??= Ranges("224.0.0.0/4", "255.255.255.255/32", "ff00::/8"),
        Public => publicOnes ??= Complement(),
        _ => null,
    };

    /// <summary>Networks that no route of the Internet leads to, and that have no name here: documentation, benchmarks, protocols' own.</summary>
    static NetworkRange[] Special => special ??= Ranges(
        "0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "::/128", "100::/64", "2001:2::/48", "2001:db8::/32", "3fff::/20");

    static NetworkRange[] Ranges(params string[] networks) => Array.ConvertAll(networks, NetworkRange.Of);

    static NetworkRange[] Complement()
    {
        var named = new List<NetworkRange>(Special);
        foreach (var name in (ReadOnlySpan<string>)[Loopback, Private, LinkLocal, Multicast]) named.AddRange(Find(name)!);
        named.Sort(static (a, b) => a.IsV6 != b.IsV6 ? a.IsV6.CompareTo(b.IsV6) : a.First.CompareTo(b.First));
        var rest = new List<NetworkRange>();
        foreach (var isV6 in (ReadOnlySpan<bool>)[false, true])
        {
            var (next, end) = ((UInt128)0, isV6 ? UInt128.MaxValue : uint.MaxValue);
            var isOver = false;
            foreach (var range in named)
            {
                if (range.IsV6 != isV6) continue;
                if (range.First > next) rest.Add(new(isV6, next, range.First - 1));
                if (isOver = range.Last == end) break;
                if (range.Last >= next) next = range.Last + 1;
            }
            if (!isOver) rest.Add(new(isV6, next, end));
        }
        return [.. rest];
    }
}
