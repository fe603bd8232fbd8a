namespace Runner.Plugins.Scan.Records;

/// <summary>A scan that is under way, or that was cut short: what was found, and what is left to ask.</summary>
/// <param name="Report">What was found so far.</param>
/// <param name="Decided">
/// Which ports are decided, by their number (address times ports plus port, both by their place in the scope): a bit each, packed by
/// gzip, in base64; null when that was too much to keep, and the scan starts anew.
/// </param>
sealed record PartialScan(ScanReport Report, string? Decided);
