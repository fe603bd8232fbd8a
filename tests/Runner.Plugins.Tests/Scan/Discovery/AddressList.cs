using System.Net;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Tests.Scan.Discovery;

/// <summary>Addresses that a test names, or a run of them.</summary>
sealed class AddressList(ScanAddress first, long count) : IAddressSpace
{
    readonly ScanAddress[]? named;

    public AddressList(params IReadOnlyList<string> addresses)
        : this(default, addresses.Count) => named = [.. addresses.Select(address => ScanAddress.Of(IPAddress.Parse(address)))];

    public static AddressList From(string first, long count) => new(ScanAddress.Of(IPAddress.Parse(first)), count);

    public long Count => count;

    public ScanAddress this[long index] => named is null ? first with { Value = first.Value + (ulong)index } : named[index];

    public string? NameOf(ScanAddress address) => null;
}
