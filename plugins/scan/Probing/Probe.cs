using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing;

/// <summary>A question to one port.</summary>
/// <param name="Address">Whom.</param>
/// <param name="Port">Which port; 0 where there is none, as for a ping.</param>
/// <param name="Ticket">The engine's number for it, which the answer brings back. Small and dense: a prober may keep a table by it.</param>
/// <param name="Attempt">The how-manieth probe to this port it is, from 0; tells a late answer from a new one.</param>
readonly record struct Probe(ScanAddress Address, ushort Port, int Ticket, byte Attempt);
