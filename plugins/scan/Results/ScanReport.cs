namespace Runner.Plugins.Scan;

/// <summary>A scan: what was asked, by whom, when, and what was found.</summary>
public sealed record ScanReport
{
    /// <summary>Names this scan among others: the time it started and a few random letters.</summary>
    public required string Id { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset Ended { get; init; }

    /// <summary>The user and the machine that scanned, as <c>user@machine</c>.</summary>
    public required string By { get; init; }

    /// <summary>The targets as they were written.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>What was left out, as it was written.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>The ports as they were written; null when only hosts were looked for.</summary>
    public string? Ports { get; init; }

    /// <summary>How ports were asked.</summary>
    public required ScanMethod Method { get; init; }

    /// <summary>Why they were asked so, where the scan chose: what this process may do.</summary>
    public string? MethodReason { get; init; }

    /// <summary>Whether open ports were asked what answers there.</summary>
    public bool DetectedServices { get; init; }

    /// <summary>Which hosts were asked at all.</summary>
    public HostDiscovery Discovery { get; init; }

    /// <summary>The bound that was set for the probes a second; null for the usual one.</summary>
    public int? MaxRate { get; init; }

    /// <summary>The name that it is kept under, together with the earlier and later scans of the same; null when it is not kept.</summary>
    public string? SavedAs { get; init; }

    /// <summary>What was covered, so that a later scan knows which of its ports are to be compared.</summary>
    public ScanScope Scope { get; init; } = ScanScope.Nothing;

    /// <summary>Whether it was ended before it had asked everything.</summary>
    public bool Interrupted { get; init; }

    /// <summary>The hosts that are up, by address.</summary>
    public required IReadOnlyList<ScannedHost> Hosts { get; init; }

    /// <summary>How many addresses were looked at.</summary>
    public required long Addresses { get; init; }

    /// <summary>How many of them are up.</summary>
    public required int Up { get; init; }

    /// <summary>How many ports are open, over all hosts.</summary>
    public required int Open { get; init; }

    /// <summary>How many probes were sent.</summary>
    public required long Probes { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration => Ended - Started;
}
