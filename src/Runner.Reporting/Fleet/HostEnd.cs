using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>How it ended on one machine.</summary>
/// <param name="Host">The machine.</param>
/// <param name="State">How.</param>
/// <param name="Duration">How long it took.</param>
public sealed record HostEnd(FleetHost Host, HostState State, TimeSpan Duration)
{
    /// <summary>The command's exit code; null when it has none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended the command.</summary>
    public string? Signal { get; init; }

    /// <summary>Why it could not be run to its end.</summary>
    public ErrorInfo? Error { get; init; }

    /// <summary>Whether it is to be run again when what failed is.</summary>
    public bool IsFailure => State is not (HostState.Ok or HostState.Running);
}
