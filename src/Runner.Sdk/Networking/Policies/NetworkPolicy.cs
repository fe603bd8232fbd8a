using System.Net;

namespace Runner.Sdk.Networking;

/// <summary>
/// What may be reached: <c>network:</c> of runner.yaml. What is denied is never reached; where something is allowed, nothing else is. Names are
/// judged before they are looked up, and each of their addresses afterwards, so that no name and no redirect leads around the policy.
/// </summary>
public sealed class NetworkPolicy
{
    UInt128[]? edgesOfV4, edgesOfV6;

    /// <summary>The policy where nothing is configured: everything may be reached, and public addresses may not be scanned.</summary>
    public static NetworkPolicy Default { get; } = new();

    // Made when somebody sets one: nearly no process does.
    static AsyncLocal<NetworkPolicy?>? ambient;

    /// <summary>
    /// The policy of the code that asks, and of what it calls: <see cref="Default"/> unless Runner has set another, as it does for the code of
    /// a script. Client classes begin with it, so that what a script makes by hand keeps to the project's policy too.
    /// </summary>
    public static NetworkPolicy Ambient => ambient?.Value ?? Default;

    /// <summary>Sets <see cref="Ambient"/> for the caller and what it calls, as far as the execution context flows.</summary>
    public static void SetAmbient(NetworkPolicy policy)
    {
        if (ambient is null) Interlocked.CompareExchange(ref ambient, new(), null);
        ambient.Value = policy;
    }

    /// <summary>What may be reached; everything when there are no rules.</summary>
    public IReadOnlyList<NetworkRule> Allow { get; init; } = [];

    /// <summary>What may not be reached, whatever is allowed.</summary>
    public IReadOnlyList<NetworkRule> Deny { get; init; } = [];

    /// <summary>Which public and multicast addresses may be scanned.</summary>
    public IReadOnlyList<NetworkRule> ScanAllow { get; init; } = [];

    /// <summary>The file that it stands in, such as <c>runner.yaml</c>; null when it stands in none.</summary>
    public string? File { get; init; }

    /// <summary>Where its list of what is allowed stands, such as <c>runner.yaml:3:10</c>; null when nobody said.</summary>
    public string? AllowSource { get; init; }

    /// <summary>Whether everything may be reached, so that nobody need ask.</summary>
    public bool IsOpen => Allow.Count == 0 && Deny.Count == 0;

    /// <summary>Why an address may not be reached; null when it may.</summary>
    /// <param name="address">The address, after the name was resolved.</param>
    /// <param name="name">The name that it was asked for by; null when it was an address.</param>
    public string? RefusalOf(IPAddress address, string? name = null) => IsOpen ? null : Refusal(ReachedAddress.Of(address), name);

    /// <summary>Why a name may not be asked for, whatever its addresses are; null when they decide. An address is no name.</summary>
    /// <param name="name">The name, or an address.</param>
    public string? RefusalOfName(string name)
    {
        if (IsOpen || IPAddress.TryParse(name, out _)) return null;
        var comparable = NetworkRule.Comparable(name);
        if (Find(Deny, comparable) is { } denied) return Denies(denied);
        return Allow.Count > 0 && Allow.All(static rule => rule.IsName) && Find(Allow, comparable) is null ? NotAllowed() : null;
    }

    /// <summary>Why an address may not be scanned; null when it may. Public and multicast addresses need an explicit allow.</summary>
    /// <param name="address">The address.</param>
    /// <param name="name">The name that it was asked for by; null when it was an address.</param>
    public string? ScanRefusalOf(IPAddress address, string? name = null) => ScanRefusal(ReachedAddress.Of(address), name);

    /// <summary>The first address of a range that may not be scanned; null when all may.</summary>
    /// <param name="first">The first address of the range.</param>
    /// <param name="last">Its last one, of the same family.</param>
    public IPAddress? FirstNotToScan(IPAddress first, IPAddress last)
    {
        var range = NetworkRange.Of(first);
        var (from, to) = (range.First, NetworkRange.Number(last));
        if (ScanRefusal(ReachedAddress.Of(range.IsV6, from), null) is not null) return first;
        // Few enough to ask about each, sooner than the edges are found.
        if (to - from < 256)
        {
            for (var each = from; each < to;)
                if (ScanRefusal(ReachedAddress.Of(range.IsV6, ++each), null) is not null) return NetworkRange.Address(range.IsV6, each);
            return null;
        }

        // Between two edges all addresses are judged alike.
        var edges = EdgesOf(range.IsV6);
        var at = Array.BinarySearch(edges, from + 1);
        for (var i = at < 0 ? ~at : at; i < edges.Length && edges[i] <= to; i++)
            if (ScanRefusal(ReachedAddress.Of(range.IsV6, edges[i]), null) is not null) return NetworkRange.Address(range.IsV6, edges[i]);
        return null;
    }

    /// <summary>Lets a name pass, unless it may not be asked for.</summary>
    /// <param name="name">The name, or an address.</param>
    /// <param name="target">Whom the error names.</param>
    /// <exception cref="NetworkPolicyException">It may not be asked for.</exception>
    public void CheckName(string name, string target)
    {
        if (RefusalOfName(name) is { } reason) throw Refused(name, target, reason);
    }

    /// <summary>
    /// Lets the name of a peer pass that somebody else connects to for us, such as a proxy: its addresses are not seen here, so that where
    /// something is allowed the name itself must be.
    /// </summary>
    /// <param name="name">The name, or an address.</param>
    /// <param name="target">Whom the error names.</param>
    /// <exception cref="NetworkPolicyException">It may not be asked for.</exception>
    public void CheckBeyond(string name, string target)
    {
        if (IsOpen) return;
        if (IPAddress.TryParse(name, out var address))
        {
            Check(address, null, target);
            return;
        }
        CheckName(name, target);
        if (Allow.Count > 0 && Find(Allow, NetworkRule.Comparable(name)) is null)
            throw Refused(name, target, $"{NotAllowed()}, and whoever connects to it for us looks its address up");
    }

    /// <summary>Lets an address pass, unless it may not be reached.</summary>
    /// <param name="address">The address.</param>
    /// <param name="name">The name that it was asked for by, or the address itself.</param>
    /// <param name="target">Whom the error names.</param>
    /// <exception cref="NetworkPolicyException">It may not be reached.</exception>
    public void Check(IPAddress address, string? name, string target)
    {
        if (!IsOpen) _ = Permitted([address], name ?? address.ToString(), target);
    }

    /// <summary>Those of a name's addresses that may be reached.</summary>
    /// <param name="addresses">The addresses; at least one.</param>
    /// <param name="name">The name, or the only address.</param>
    /// <param name="target">Whom the error names.</param>
    /// <exception cref="NetworkPolicyException">None may be.</exception>
    public IPAddress[] Permitted(IPAddress[] addresses, string name, string target)
    {
        if (IsOpen) return addresses;
        var asked = IPAddress.TryParse(name, out _) ? null : name;
        string? refusal = null;
        var permitted = Array.FindAll(addresses, address =>
        {
            var reason = RefusalOf(address, asked);
            refusal ??= reason;
            return reason is null;
        });
        if (permitted.Length > 0) return permitted;
        throw Refused(asked is null ? name : $"{name} ({string.Join(", ", addresses.AsEnumerable())})", target, refusal!);
    }

    static NetworkPolicyException Refused(string whom, string target, string reason) =>
        new(target, $"The network policy forbids to reach {whom}: {reason}.") { Help = "If it should be reached, change `network` there. The file is the project's, not the workflow's." };

    string? Refusal(in ReachedAddress address, string? name)
    {
        var comparable = name is null ? null : NetworkRule.Comparable(name);
        if (Find(Deny, address, comparable) is { } denied) return Denies(denied);
        return Allow.Count == 0 || Find(Allow, address, comparable) is not null ? null : NotAllowed();
    }

    string? ScanRefusal(in ReachedAddress address, string? name)
    {
        if (!IsOpen && Refusal(address, name) is { } reason) return reason;
        var open = Within(NetworkSets.Public, address) ? "a public address" : Within(NetworkSets.Multicast, address) ? "a multicast or broadcast address" : null;
        if (open is null || Find(ScanAllow, address, name is null ? null : NetworkRule.Comparable(name)) is not null) return null;
        return $"it is {open}, and such are scanned only where `network.scan.allow` has them";
    }

    static bool Within(string set, in ReachedAddress address)
    {
        foreach (ref readonly var range in NetworkSets.Find(set).AsSpan())
            if (range.Contains(address)) return true;
        return false;
    }

    static NetworkRule? Find(IReadOnlyList<NetworkRule> rules, in ReachedAddress address, string? comparable)
    {
        foreach (var rule in rules)
            if (rule.Covers(address) || (comparable is not null && rule.Covers(comparable))) return rule;
        return null;
    }

    static NetworkRule? Find(IReadOnlyList<NetworkRule> rules, string comparable)
    {
        foreach (var rule in rules)
            if (rule.Covers(comparable)) return rule;
        return null;
    }

    static string Denies(NetworkRule rule) => $"`network.deny` has {rule.Text}{(rule.Source is null ? "" : $" ({rule.Source})")}";

    string NotAllowed() => $"`network.allow` does not have it{(AllowSource is null ? "" : $" ({AllowSource})")}";

    /// <summary>The addresses at which a rule begins to hold or ceases to, sorted.</summary>
    UInt128[] EdgesOf(bool isV6)
    {
        if ((isV6 ? edgesOfV6 : edgesOfV4) is { } known) return known;
        var edges = new HashSet<UInt128> { 0, 1 };
        var ranges = Allow.Concat(Deny).Concat(ScanAllow).SelectMany(static rule => rule.Ranges)
            .Concat(NetworkSets.Find(NetworkSets.Public)!).Concat(NetworkSets.Find(NetworkSets.Multicast)!);
        foreach (var range in ranges)
        {
            if (range.IsV6 == isV6) AddEdges(range, 0);
            else if (isV6)
            {
                AddEdges(range, NetworkRange.Translated);
                AddEdges(range, (UInt128)0xFFFF << 32);
            }
        }
        var sorted = edges.Order().ToArray();
        return isV6 ? edgesOfV6 = sorted : edgesOfV4 = sorted;

        void AddEdges(NetworkRange range, UInt128 moved)
        {
            edges.Add(moved + range.First);
            if (range.Last != UInt128.MaxValue) edges.Add(moved + range.Last + 1);
        }
    }
}
