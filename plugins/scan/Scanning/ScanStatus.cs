using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.Scan;

/// <summary>How far a scan has come.</summary>
public sealed record ScanStatus
{
    /// <summary>What it does now.</summary>
    public required ScanPhase Phase { get; init; }

    /// <summary>How many ports are decided; while hosts are looked for, addresses; while services are asked, open ports.</summary>
    public required long Done { get; init; }

    /// <summary>How many there are of them.</summary>
    public required long Total { get; init; }

    /// <summary>How many ports are open; while hosts are looked for, how many are up.</summary>
    public required long Found { get; init; }

    /// <summary>Probes sent a second, of late; 0 where none are sent.</summary>
    public double Rate { get; init; }

    /// <summary>How long it may take still, at the pace so far; null when nobody knows.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>The part that is done, from 0 to 1.</summary>
    public double Fraction => Total == 0 ? 1 : Math.Clamp((double)Done / Total, 0, 1);

    /// <inheritdoc/>
    public override string ToString()
    {
        var (what, found) = Phase switch { ScanPhase.Hosts => ("addresses", "up"), ScanPhase.Services => ("open ports asked", "open"), _ => ("ports", "open") };
        var text = string.Create(CultureInfo.InvariantCulture, $"{Done:#,0}/{Total:#,0} {what}, {Found:#,0} {found}");
        if (Rate >= 1) text += string.Create(CultureInfo.InvariantCulture, $", {Rate:#,0}/s");
        if (Left is { } left && left > TimeSpan.FromSeconds(1)) text += $", ~{Words.Duration(TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds)))} left";
        return text;
    }
}

/// <summary>What a scan does at a time.</summary>
public enum ScanPhase
{
    /// <summary>It looks for hosts.</summary>
    Hosts,

    /// <summary>It asks ports.</summary>
    Ports,

    /// <summary>It asks open ports what answers there.</summary>
    Services,
}
