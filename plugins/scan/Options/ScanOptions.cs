using Runner.Sdk.Networking;

namespace Runner.Plugins.Scan;

/// <summary>How to scan. The defaults find what is open without a setting, and do not harm the network.</summary>
public sealed record ScanOptions
{
    /// <summary>How ports are asked.</summary>
    public ScanMethod Method { get; init; }

    /// <summary>Which hosts are asked at all.</summary>
    public HostDiscovery Discovery { get; init; }

    /// <summary>The most probes a second, over all hosts; null for what suits the way there: much on this machine and its links, 5,000 beyond.</summary>
    public int? MaxRate { get; init; }

    /// <summary>The most probes a second to one host; null for no bound of its own.</summary>
    public int? MaxRatePerHost { get; init; }

    /// <summary>The most probes that may be unanswered at once; null for what the descriptors and source ports of this process allow.</summary>
    public int? MaxParallel { get; init; }

    /// <summary>The longest that an answer is waited for; what is measured of the way there usually makes it far less.</summary>
    public TimeSpan MaxRoundTrip { get; init; } = TimeSpan.FromSeconds(1.25);

    /// <summary>The most probes to one port that does not answer; null to go on until what may have been lost is unlikely to hide a port.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Which interface's address probes come from; null for the system's choice.</summary>
    public System.Net.IPAddress? LocalAddress { get; init; }

    /// <summary>What is left out, written as targets are: addresses, networks, ranges, names, <c>@FILE</c>.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether open ports are asked what answers there.</summary>
    public bool DetectServices { get; init; }

    /// <summary>
    /// The family of addresses to scan of names; null for IPv4 where a name has such an address, else IPv6.
    /// </summary>
    public System.Net.Sockets.AddressFamily? Family { get; init; }

    /// <summary>Whether all addresses of a name are scanned, and not its first only.</summary>
    public bool AllAddresses { get; init; }

    /// <summary>What may be reached. Public addresses need an explicit allow in it.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Ambient;
}
