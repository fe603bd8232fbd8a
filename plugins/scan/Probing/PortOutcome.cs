using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing;

/// <summary>What the engine concluded about one port, once and for all.</summary>
/// <param name="Address">The host.</param>
/// <param name="Port">The port; 0 for a ping.</param>
/// <param name="State">What is known.</param>
/// <param name="Reason">What was seen.</param>
/// <param name="RoundTrip">From probe to answer; <see cref="TimeSpan.Zero"/> where none could be measured.</param>
/// <param name="Ttl">The time to live left in the answer; 0 where it could not be seen.</param>
/// <param name="From">Who answered, where it was not the host.</param>
readonly record struct PortOutcome(ScanAddress Address, ushort Port, PortState State, StateReason Reason, TimeSpan RoundTrip, byte Ttl = 0, ScanAddress? From = null);
