namespace Runner.Reporting;

/// <summary>What a <see cref="FleetReporter"/> shows, and how.</summary>
/// <param name="Format"><see cref="LogFormat.Pretty"/> or <see cref="LogFormat.Plain"/>.</param>
/// <param name="Look">When and in which form.</param>
/// <param name="Title">What is done on the machines, in a few words.</param>
public sealed record FleetReporterOptions(LogFormat Format, FleetLook Look, string Title)
{
    /// <summary>How many bytes of each of a machine's output streams are kept; null when nobody knows.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>The command line that repeats it on the machines that failed; null when there is none.</summary>
    public string? Again { get; init; }
}
