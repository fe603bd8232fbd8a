namespace Runner.Plugins.Scan.Targets;

/// <summary>The addresses to scan. Those of networks and ranges take no memory.</summary>
sealed class ScanTargets : IAddressSpace
{
    readonly RangeSet addresses;
    readonly Dictionary<ScanAddress, TargetName> names;
    readonly HashSet<ScanAddress> singles;

    internal ScanTargets(RangeSet addresses, Dictionary<ScanAddress, TargetName> names, HashSet<ScanAddress> singles) =>
        (this.addresses, this.names, this.singles) = (addresses, names, singles);

    /// <inheritdoc/>
    public long Count => addresses.Count;

    /// <inheritdoc/>
    public ScanAddress this[long index] => addresses[index];

    /// <summary>The names that have no address, so that they are not scanned, and why.</summary>
    public IReadOnlyList<UnresolvedTarget> Unresolved { get; init; } = [];

    /// <summary>The targets, as they were written.</summary>
    public IReadOnlyList<string> Written { get; init; } = [];

    /// <summary>What is left out, as it was written.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <inheritdoc/>
    public string? NameOf(ScanAddress address) => names.TryGetValue(address, out var name) ? name.Shown : null;

    /// <summary>Whether an address was written by itself or is one of a name, and not only part of a network or a range: <see cref="HostDiscovery.Auto"/> does not ask whether it is there.</summary>
    public bool IsSingle(ScanAddress address) => singles.Contains(address);

    /// <summary>The addresses as ranges, in order.</summary>
    public ReadOnlySpan<AddressRange> Ranges => addresses.Ranges;

    /// <summary>The addresses that were written by themselves, or are one of a name, in order.</summary>
    public IEnumerable<ScanAddress> Singles => singles.Where(addresses.Contains).OrderBy(address => address.IsV6).ThenBy(address => address.Value);

    /// <summary>The addresses that are only part of a network or a range.</summary>
    public IAddressSpace Networks => new Part(this, addresses.Without(RangeSet.Of([.. singles.Select(AddressRange.Of)])));

    /// <summary>Whether an address is to be scanned.</summary>
    public bool Contains(ScanAddress address) => addresses.Contains(address);

    /// <summary>Some of the targets.</summary>
    sealed class Part(ScanTargets targets, RangeSet addresses) : IAddressSpace
    {
        public long Count => addresses.Count;

        public ScanAddress this[long index] => addresses[index];

        public string? NameOf(ScanAddress address) => targets.NameOf(address);
    }
}

/// <summary>A target that is not scanned because it has no address.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why it has none.</param>
sealed record UnresolvedTarget(string Name, string Reason);

/// <summary>The name that an address came by.</summary>
/// <param name="Shown">The name that results show.</param>
/// <param name="Asked">The name that was looked up, which rules about names mean.</param>
readonly record struct TargetName(string Shown, string Asked);
