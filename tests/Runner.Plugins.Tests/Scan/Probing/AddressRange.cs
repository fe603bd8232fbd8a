using System.Net;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Tests.Scan.Probing;

/// <summary>Addresses one after the other.</summary>
sealed class AddressRange(string first, long count = 1) : IAddressSpace
{
    readonly ScanAddress start = ScanAddress.Of(IPAddress.Parse(first));

    public long Count => count;

    public ScanAddress this[long index] => start with { Value = start.Value + (UInt128)index };

    public string? NameOf(ScanAddress address) => null;
}
