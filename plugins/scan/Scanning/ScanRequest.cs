using Runner.Plugins.Scan.Records;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>What a scan is to do.</summary>
sealed record ScanRequest
{
    /// <summary>Whom to ask.</summary>
    public required TargetList Targets { get; init; }

    /// <summary>Which ports; none to look for hosts only.</summary>
    public required IReadOnlyList<ushort> Ports { get; init; }

    /// <summary>The ports as they were written; null for none.</summary>
    public string? WrittenPorts { get; init; }

    /// <summary>How.</summary>
    public required ScanOptions Options { get; init; }

    /// <summary>The name to keep it under; null not to.</summary>
    public string? SavedAs { get; init; }

    /// <summary>The scan to go on with; null to begin one.</summary>
    public PartialScan? Resumed { get; init; }

    /// <summary>The clock of the record.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
