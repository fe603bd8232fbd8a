using System.Net.NetworkInformation;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>A network that an interface of this machine is in, where hardware addresses can be asked for.</summary>
/// <param name="Interface">The interface's number.</param>
/// <param name="Hardware">Its hardware address.</param>
/// <param name="Own">This machine's address in the network.</param>
/// <param name="Prefix">How many bits the network's addresses have in common.</param>
sealed record Link(int Interface, byte[] Hardware, ScanAddress Own, int Prefix)
{
    readonly int rest = (Own.IsV6 ? 128 : 32) - Prefix;

    /// <summary>All of this machine's.</summary>
    public static IReadOnlyList<Link> ReadAll()
    {
        var found = new List<Link>();
        foreach (var each in NetworkInterface.GetAllNetworkInterfaces())
        {
            var hardware = each.GetPhysicalAddress().GetAddressBytes();
            if (hardware.Length != 6 || hardware.AsSpan().IndexOfAnyExcept((byte)0) < 0 || each.OperationalStatus == OperationalStatus.Down) continue;
            var properties = each.GetIPProperties();
            foreach (var unicast in properties.UnicastAddresses)
            {
                var own = ScanAddress.Of(unicast.Address);
                var index = own.IsV6 ? properties.GetIPv6Properties()?.Index : properties.GetIPv4Properties()?.Index;
                if (index is > 0) found.Add(new(index.Value, hardware, own, unicast.PrefixLength));
            }
        }

        return found;
    }

    /// <summary>Whether an address is one of the network's.</summary>
    public bool Holds(in ScanAddress address)
    {
        if (address.IsV6 != Own.IsV6 || (address.ScopeId != 0 && address.ScopeId != Interface)) return false;
        return rest >= (Own.IsV6 ? 128 : 32) || address.Value >> rest == Own.Value >> rest;
    }
}
