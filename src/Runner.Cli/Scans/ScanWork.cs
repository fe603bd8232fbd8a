using Runner.Cli.Fleets;

namespace Runner.Cli.Scans;

/// <summary>What a command line asks to be scanned.</summary>
/// <param name="Action">The action: <c>scan.ports</c> or <c>scan.hosts</c>.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Inputs">Its inputs, each with what the user gave it by.</param>
/// <param name="Diff">The inputs of <c>scan.diff</c> afterwards; null without it.</param>
sealed record ScanWork(string Action, string Title, IReadOnlyList<FleetInput> Inputs, IReadOnlyList<FleetInput>? Diff);
