using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>The hosts that were found, as what ports are asked of.</summary>
sealed class AddressList(IReadOnlyList<ScanAddress> addresses, IAddressSpace targets) : IAddressSpace
{
    public long Count => addresses.Count;

    public ScanAddress this[long index] => addresses[(int)index];

    public string? NameOf(ScanAddress address) => targets.NameOf(address);
}
