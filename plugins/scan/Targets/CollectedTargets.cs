namespace Runner.Plugins.Scan.Targets;

/// <summary>What the texts of targets, or of exclusions, say before names are looked up.</summary>
sealed class CollectedTargets
{
    /// <summary>The most ranges that texts may come to: some 50 MB of them.</summary>
    public const int MostRanges = 1_000_000;

    /// <summary>Networks, ranges and addresses.</summary>
    public List<AddressRange> Ranges { get; } = [];

    /// <summary>The addresses that were written by themselves.</summary>
    public HashSet<ScanAddress> Singles { get; } = [];

    /// <summary>Addresses that came with a name of theirs, as hosts of an inventory do.</summary>
    public Dictionary<ScanAddress, string> Named { get; } = [];

    /// <summary>Names to look up, each once, with the name to show.</summary>
    public Dictionary<string, NameTarget> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => Ranges.Count == 0 && Named.Count == 0 && Names.Count == 0;

    /// <summary>Adds a range; a range of one address is one that was written by itself.</summary>
    public void Add(AddressRange range, TargetText written)
    {
        if (Ranges.Count >= MostRanges) throw written.Wrong($"with it there are more than {MostRanges:#,0} addresses and ranges: write networks in place of single addresses, or scan in several goes");
        // 0.0.0.0 and :: stand for any address of this machine, where they mean anything: connecting there meets what listens on loopback.
        if (range.First == 0 && range.Last == 0) throw written.Wrong($"it is no host's address: write {(range.IsV6 ? "::1" : "127.0.0.1")} for this machine");
        if (range.First == 0) range = range with { First = 1 };
        Ranges.Add(range);
        if (range.First == range.Last) Singles.Add(range.Start);
    }
}

/// <summary>A name to look up.</summary>
/// <param name="Shown">The name that results show: the inventory's, or the same.</param>
/// <param name="Written">Where it comes from.</param>
sealed record NameTarget(string Shown, TargetText Written);
