using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>A host that is up.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Reason">What was seen.</param>
/// <param name="RoundTrip">From the probe to its answer; null where it was not measured.</param>
/// <param name="Mac">The hardware address, where it was seen.</param>
readonly record struct FoundHost(ScanAddress Address, StateReason Reason, TimeSpan? RoundTrip, string? Mac);
