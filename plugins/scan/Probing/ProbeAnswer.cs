using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing;

/// <summary>What came back.</summary>
/// <param name="Ticket">The probe's.</param>
/// <param name="Attempt">The probe's; the engine measures round trips of its last one only (Karn's rule, RFC 6298 section 3).</param>
/// <param name="State">What follows for the port.</param>
/// <param name="Reason">What was seen.</param>
/// <param name="At">When, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="Ttl">The time to live left; 0 where it could not be seen.</param>
/// <param name="From">Who answered, where it was not the target.</param>
readonly record struct ProbeAnswer(int Ticket, byte Attempt, PortState State, StateReason Reason, long At, byte Ttl = 0, ScanAddress? From = null);
