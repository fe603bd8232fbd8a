namespace Runner.Plugins.Scan.Records;

/// <summary>A scan that is under way, or that was cut short: what was found, and what is left to ask.</summary>
/// <param name="Report">What was found so far.</param>
/// <param name="Asking">Where asking ports had got to; null when it had not begun.</param>
sealed record PartialScan(ScanReport Report, AskedSoFar? Asking)
{
    /// <summary>What the scan is to do besides what its report says.</summary>
    public PartialOptions Options { get; init; } = new();
}

/// <summary>Where asking ports had got to.</summary>
/// <param name="Seed">What the order depends on in which they are asked.</param>
/// <param name="Position">The place of the order up to which all are decided.</param>
/// <param name="Decided">Which of those behind it are decided too, a bit each.</param>
/// <param name="Hosts">The hosts that were found, whose ports are asked; null when those of all targets are.</param>
sealed record AskedSoFar(ulong Seed, long Position, byte[] Decided, IReadOnlyList<string>? Hosts);

/// <summary>Options of a scan that its report does not have.</summary>
sealed record PartialOptions
{
    public int? MaxRatePerHost { get; init; }

    public int? MaxParallel { get; init; }

    public int? MaxAttempts { get; init; }

    public TimeSpan? MaxRoundTrip { get; init; }

    public string? LocalAddress { get; init; }

    public bool AllAddresses { get; init; }

    public System.Net.Sockets.AddressFamily? Family { get; init; }

    /// <summary>These, where nothing else is said.</summary>
    internal ScanOptions Over(ScanOptions given) => given with
    {
        MaxRatePerHost = given.MaxRatePerHost ?? MaxRatePerHost,
        MaxParallel = given.MaxParallel ?? MaxParallel,
        MaxAttempts = given.MaxAttempts ?? MaxAttempts,
        MaxRoundTrip = MaxRoundTrip ?? given.MaxRoundTrip,
        LocalAddress = given.LocalAddress ?? (LocalAddress is { } local && System.Net.IPAddress.TryParse(local, out var address) ? address : null),
        AllAddresses = AllAddresses,
        Family = Family,
    };
}
