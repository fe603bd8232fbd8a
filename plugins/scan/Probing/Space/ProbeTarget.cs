using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Space;

/// <summary>One port of one host.</summary>
/// <param name="Host">The address's number in its space.</param>
/// <param name="Address">The address.</param>
/// <param name="Port">The port; 0 where there is none.</param>
readonly record struct ProbeTarget(long Host, ScanAddress Address, ushort Port);
