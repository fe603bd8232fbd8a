using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>Asks addresses, not ports: what answers is there. Its answers are <see cref="PortState.Open"/> with what was seen.</summary>
interface IHostProber : IProber
{
    /// <summary>Whether an answer of an address takes no longer than a link does.</summary>
    bool IsOnLink(in ScanAddress address);

    /// <summary>The hardware address of a host that answered; null when it was not seen.</summary>
    string? MacOf(in ScanAddress address);
}
