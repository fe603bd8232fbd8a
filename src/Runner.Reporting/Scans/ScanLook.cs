namespace Runner.Reporting;

/// <summary>What of a scan is shown.</summary>
/// <param name="OnlyOpen">Only ports that are open, and hosts that have some.</param>
/// <param name="OnlyHosts">Hosts, and no ports.</param>
public sealed record ScanLook(bool OnlyOpen, bool OnlyHosts);
