namespace Runner.Plugins.Scan;

/// <summary>What changed since an earlier scan, if there was one.</summary>
public sealed record ScanDifference
{
    /// <summary>The earlier scan; null when there was none.</summary>
    public ComparedScan? Before { get; init; }

    /// <summary>The later scan.</summary>
    public required ComparedScan After { get; init; }

    /// <summary>Ports that are open now, and were not: those of new hosts too.</summary>
    public IReadOnlyList<PortChange> Opened { get; init; } = [];

    /// <summary>Ports that were open, and are not now: those of hosts that are gone too.</summary>
    public IReadOnlyList<PortChange> Closed { get; init; } = [];

    /// <summary>Ports that are open still, where something else answers: another service, product, version or certificate.</summary>
    public IReadOnlyList<PortChange> Changed { get; init; } = [];

    /// <summary>Hosts that are up now, and were not.</summary>
    public IReadOnlyList<ComparedHost> NewHosts { get; init; } = [];

    /// <summary>Hosts that were up, and are not now.</summary>
    public IReadOnlyList<ComparedHost> GoneHosts { get; init; } = [];

    /// <summary>How many changes there are, all together; none when there was nothing to compare with.</summary>
    public int Changes { get; init; }

    /// <summary>Whether there was nothing to compare with.</summary>
    public bool IsFirst => Before is null;

    /// <summary>The changes as lines for people, such as <c>opened 10.0.0.5 8080/tcp http</c>.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>The changes in a few words, such as <c>2 opened, 1 changed</c>; <c>no change</c> without any.</summary>
    public string Summary { get; init; } = "nothing to compare with";

    internal static ScanDifference Of(ScanComparison? comparison, ScanReport after) => comparison is null
        ? new() { After = new(after.Id, after.Started, after.By) }
        : new()
        {
            Before = comparison.Before,
            After = comparison.After,
            Opened = comparison.Opened,
            Closed = comparison.Closed,
            Changed = comparison.Changed,
            NewHosts = comparison.NewHosts,
            GoneHosts = comparison.GoneHosts,
            Changes = comparison.Changes,
            Lines = comparison.Lines,
            Summary = comparison.Summary,
        };
}
