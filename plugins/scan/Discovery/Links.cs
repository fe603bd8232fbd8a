using Runner.Plugins.Scan.Targets;
using Runner.Plugins.Scan.Probing.Raw;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>Which addresses are on a link of this machine, with no router in between.</summary>
sealed class Links(SourceAddresses sources)
{
    readonly IReadOnlyList<Link> all = Link.ReadAll();

    /// <summary>The link that an address is on; null when there is none, or routes say otherwise.</summary>
    public Link? Of(in ScanAddress address)
    {
        Link? best = null;
        foreach (var link in all)
        {
            if (link.Holds(address) && (best is null || link.Prefix > best.Prefix)) best = link;
        }

        if (best is null || sources.Find(address, out var source) != 0) return null;
        // A narrower route may lead elsewhere, and it shows in the address that packets would come from.
        return all.Any(link => link.Interface == best.Interface && link.Own.Value == source.Value) ? best : null;
    }
}
