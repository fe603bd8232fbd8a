namespace Runner.Plugins.Scan;

/// <summary>Ports that are not listed one by one.</summary>
/// <param name="Protocol">Of TCP or of UDP.</param>
/// <param name="State">What is known of all of them.</param>
/// <param name="Reason">What was seen at all of them.</param>
/// <param name="Count">How many they are.</param>
public sealed record PortTally(TransportProtocol Protocol, PortState State, StateReason Reason, int Count);
