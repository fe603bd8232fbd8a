namespace Runner.Plugins.Ssh;

/// <summary>What a machine is and how it is. What it does not tell is null.</summary>
public sealed record SshFactsResult
{
    /// <summary>Its name, as it calls itself.</summary>
    public string? Hostname { get; init; }

    /// <summary>Its operating system.</summary>
    public required SystemFacts System { get; init; }

    /// <summary>The release of its kernel: <c>6.1.0-18-amd64</c>.</summary>
    public string? Kernel { get; init; }

    /// <summary>Its processor's architecture: <c>x86_64</c>, <c>aarch64</c>.</summary>
    public string? Architecture { get; init; }

    /// <summary>How long it has been up.</summary>
    public TimeSpan? Uptime { get; init; }

    /// <summary>When it started, by this machine's clock.</summary>
    public DateTimeOffset? BootTime { get; init; }

    /// <summary>How many processors it uses.</summary>
    public int? Cpus { get; init; }

    /// <summary>How many processes want a processor, on average.</summary>
    public LoadFacts? Load { get; init; }

    /// <summary>Its memory.</summary>
    public MemoryFacts? Memory { get; init; }

    /// <summary>Its file systems on disks, without those in memory and read-only images.</summary>
    public IReadOnlyList<DiskFacts> Disks { get; init; } = [];

    /// <summary>Its IP addresses, without loopback and link-local ones.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Who is logged in, each once for each login.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>What it runs in, such as <c>kvm</c> or <c>docker</c>; <c>none</c> for hardware of its own.</summary>
    public string? Virtualization { get; init; }

    /// <summary>How long it took to ask.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>An operating system.</summary>
/// <param name="Id">Its short name: <c>debian</c>, <c>alpine</c>, <c>macos</c>, <c>freebsd</c>.</param>
/// <param name="Name">Its name: <c>Debian GNU/Linux</c>.</param>
/// <param name="Version">Its version: <c>12</c>; null for a distribution without.</param>
/// <param name="Family">The kernel's name: <c>Linux</c>, <c>Darwin</c>, <c>FreeBSD</c>.</param>
public sealed record SystemFacts(string? Id, string? Name, string? Version, string? Family);

/// <summary>How many processes want a processor, on average.</summary>
/// <param name="One">Over the last minute.</param>
/// <param name="Five">Over the last 5 minutes.</param>
/// <param name="Fifteen">Over the last 15 minutes.</param>
/// <param name="PerCpu">Over the last 5 minutes, for each processor: above 1 some processes wait.</param>
public sealed record LoadFacts(double One, double Five, double Fifteen, double? PerCpu);

/// <summary>Memory, in bytes.</summary>
/// <param name="Total">All.</param>
/// <param name="Available">What programs can have without swapping.</param>
/// <param name="Used">What they cannot.</param>
/// <param name="UsedPercent">What they cannot, in percent of all.</param>
/// <param name="SwapTotal">The space for swapping.</param>
/// <param name="SwapUsed">What is used of it.</param>
public sealed record MemoryFacts(long Total, long? Available, long? Used, double? UsedPercent, long? SwapTotal, long? SwapUsed);

/// <summary>A file system, in bytes.</summary>
/// <param name="Device">What it is on: <c>/dev/sda1</c>.</param>
/// <param name="Mount">Where it is: <c>/</c>.</param>
/// <param name="Type">Its kind: <c>ext4</c>.</param>
/// <param name="Size">All of it.</param>
/// <param name="Used">What is used.</param>
/// <param name="Available">What a user can still have, which is less than what is free where some is kept for root.</param>
/// <param name="UsedPercent">What is used, in percent of what users can have in all, as <c>df</c> says it.</param>
/// <param name="Inodes">How many files it can have.</param>
/// <param name="InodesUsed">How many it has.</param>
/// <param name="InodesUsedPercent">How many it has, in percent.</param>
public sealed record DiskFacts(
    string Device, string Mount, string? Type, long Size, long Used, long Available, double UsedPercent, long? Inodes, long? InodesUsed, double? InodesUsedPercent);
