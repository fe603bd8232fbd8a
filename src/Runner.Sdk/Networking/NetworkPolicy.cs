using System.Net;

namespace Runner.Sdk.Networking;

/// <summary>What may be reached: <c>network:</c> of runner.yaml.</summary>
public sealed class NetworkPolicy
{
    /// <summary>The policy where nothing is configured: every address may be reached, and public ones may not be scanned.</summary>
    public static NetworkPolicy Default { get; } = new();

    /// <summary>What may not be reached: addresses, networks as CIDR, names.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>Why an address may not be reached; null when it may.</summary>
    /// <param name="address">The address, after the name was resolved.</param>
    /// <param name="name">The name that it was asked for by; null when it was an address.</param>
    public string? RefusalOf(IPAddress address, string? name = null) =>
        Deny.Contains(address.ToString()) || (name is not null && Deny.Contains(name)) ? $"the network policy denies {name ?? address.ToString()}" : null;

    /// <summary>Why an address may not be scanned; null when it may. Public addresses need an explicit allow.</summary>
    /// <param name="address">The address.</param>
    /// <param name="name">The name that it was asked for by; null when it was an address.</param>
    public string? ScanRefusalOf(IPAddress address, string? name = null) => RefusalOf(address, name);
}
