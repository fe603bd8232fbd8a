namespace Runner.Plugins.Scan.Targets;

/// <summary>The addresses of a scan, by number, without a list of them.</summary>
interface IAddressSpace
{
    /// <summary>How many there are.</summary>
    long Count { get; }

    /// <summary>One of them. No two numbers give the same address.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    ScanAddress this[long index] { get; }

    /// <summary>The name that an address was given by; null when it was an address, a range or a network.</summary>
    string? NameOf(ScanAddress address);
}
