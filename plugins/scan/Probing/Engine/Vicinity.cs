using System.Net.NetworkInformation;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>Tells how far addresses are, by the addresses and networks of this machine's interfaces.</summary>
sealed class Vicinity
{
    static readonly UInt128 LinkLocal = (UInt128)0xFE80 << 112, LinkLocalMask = UInt128.MaxValue << 118;

    HashSet<(UInt128 Value, bool IsV6)>? own;
    readonly List<(UInt128 Network, UInt128 Mask, bool IsV6)> links = [];

    /// <summary>How far an address is.</summary>
    public Reach Of(ScanAddress address)
    {
        if (address.IsV6 ? address.Value == UInt128.One : address.Value >> 24 == 127) return Reach.Local;
        // Asking for the interfaces takes longer than a scan of loopback.
        own ??= ReadInterfaces();
        if (own.Contains((address.Value, address.IsV6))) return Reach.Local;
        if (address.IsV6 && (address.Value & LinkLocalMask) == LinkLocal) return Reach.Link;
        foreach (var (network, mask, v6) in links)
        {
            if (v6 == address.IsV6 && (address.Value & mask) == network) return Reach.Link;
        }
        return Reach.Beyond;
    }

    HashSet<(UInt128, bool)> ReadInterfaces()
    {
        var found = new HashSet<(UInt128, bool)>();
        NetworkInterface[] interfaces;
        try
        {
            interfaces = NetworkInterface.GetAllNetworkInterfaces();
        }
        catch (NetworkInformationException)
        {
            // A sandbox that does not tell its interfaces: everything is taken to be far, which is slow and right.
            return found;
        }
        foreach (var each in interfaces)
        {
            foreach (var unicast in each.GetIPProperties().UnicastAddresses)
            {
                var address = ScanAddress.Of(unicast.Address);
                found.Add((address.Value, address.IsV6));
                var bits = address.IsV6 ? 128 : 32;
                if (unicast.PrefixLength <= 0 || unicast.PrefixLength > bits) continue;
                var mask = UInt128.MaxValue << (bits - unicast.PrefixLength);
                if (!address.IsV6) mask &= uint.MaxValue;
                links.Add((address.Value & mask, mask, address.IsV6));
            }
        }
        return found;
    }
}
