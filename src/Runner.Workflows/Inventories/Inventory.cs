using Runner.Sdk.Inventory;
using Runner.Workflows.Inventories.Patterns;

namespace Runner.Workflows.Inventories;

/// <summary>The machines of a project, with the groups that they are in. It is immutable.</summary>
public sealed class Inventory
{
    /// <summary>The group that every host is in.</summary>
    public const string All = "all";

    /// <summary>The group of the hosts that are in no other.</summary>
    public const string Ungrouped = "ungrouped";

    readonly NameIndex<InventoryHost> hosts;
    readonly NameIndex<InventoryGroup> groups;
    readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> unready;
    readonly Inventory? whole;
    readonly IReadOnlySet<string>? limit;

    internal Inventory(IReadOnlyList<InventoryHost> hosts, IReadOnlyList<InventoryGroup> groups, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> unready, IReadOnlyCollection<string> secrets)
    {
        Hosts = hosts;
        Groups = groups;
        Secrets = secrets;
        this.hosts = new(hosts, static host => host.Name);
        this.groups = new(groups, static group => group.Name);
        this.unready = unready;
    }

    Inventory(Inventory whole, IReadOnlySet<string> limit)
        : this([.. whole.Hosts.Where(host => limit.Contains(host.Name))], [.. whole.Groups.Select(group => group with { Hosts = [.. group.Hosts.Where(host => limit.Contains(host.Name))] })], whole.unready, whole.Secrets) =>
        (this.whole, this.limit, hosts) = (whole, limit, whole.hosts);

    /// <summary>An inventory without hosts.</summary>
    public static Inventory Empty { get; } = new([], [new(All, []), new(Ungrouped, [])], new Dictionary<string, IReadOnlyDictionary<string, string>>(), []);

    /// <summary>Its hosts, in the order in which the files name them.</summary>
    public IReadOnlyList<InventoryHost> Hosts { get; }

    /// <summary>Its groups, in the order in which the files name them; <c>all</c> is the first, <c>ungrouped</c> the last.</summary>
    public IReadOnlyList<InventoryGroup> Groups { get; }

    /// <summary>The passwords and passphrases in it, so that they can be masked wherever a run shows text.</summary>
    public IReadOnlyCollection<string> Secrets { get; }

    /// <summary>The host of a name; null when there is none. A name in other upper and lower case is found too, unless two differ in nothing else.</summary>
    public InventoryHost? Find(string name) => hosts.Find(name);

    /// <summary>The group of a name; null when there is none. Case matters as little as in <see cref="Find"/>.</summary>
    public InventoryGroup? FindGroup(string name) => groups.Find(name);

    /// <summary>Why nobody can log in to a host, such as a password whose environment variable is not set; null when nothing is missing.</summary>
    /// <param name="host">A host of this inventory.</param>
    public string? WhyNotReady(InventoryHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return unready.TryGetValue(host.Name, out var missing) ? missing.Values.First() : null;
    }

    /// <summary>Why nobody knows the value of a host's setting that its inventory has; null when it is known, or is not there.</summary>
    internal string? WhyMissing(InventoryHost host, string setting) => unready.TryGetValue(host.Name, out var missing) ? missing.GetValueOrDefault(setting) : null;

    /// <summary>
    /// The hosts that a pattern chooses, each once: <c>web</c>, <c>web:db</c> or <c>web,db</c>, <c>web:&amp;prod</c>, <c>web:!canary</c>, <c>web[0:9]</c>,
    /// <c>*.example.com</c>, <c>~web\d+</c>, <c>all</c>. The patterns are Ansible's.
    /// </summary>
    /// <exception cref="InventoryPatternException">The pattern is wrong, names what there is not, or chooses no host.</exception>
    public IReadOnlyList<InventoryHost> Select(string pattern) => whole is null ? new PatternSelection(this, pattern).Hosts() : [.. whole.Select(pattern).Where(host => limit!.Contains(host.Name))];

    /// <summary>
    /// The inventory as if only some hosts were in its groups: what is done for each host of a group is done for these. A host that is
    /// named by itself is still found, and a pattern that chooses none of these chooses none, which is no error.
    /// </summary>
    /// <param name="chosen">Hosts of this inventory.</param>
    public Inventory LimitedTo(IEnumerable<InventoryHost> chosen) => new(this, chosen.Select(host => host.Name).ToHashSet(StringComparer.Ordinal));
}
