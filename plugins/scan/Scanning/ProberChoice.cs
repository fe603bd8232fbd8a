using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Connecting;
using Runner.Plugins.Scan.Probing.Raw;
using Runner.Plugins.Scan.Probing.Udp;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>The way to ask ports that was chosen, by what was asked for and what this process may.</summary>
/// <param name="Prober">It; whoever takes it disposes it.</param>
/// <param name="Method">Its method: never <see cref="ScanMethod.Auto"/>.</param>
/// <param name="Reason">Why it was chosen; null where it was asked for.</param>
sealed record ProberChoice(IProber Prober, ScanMethod Method, string? Reason)
{
    /// <summary>What a port is that never answered.</summary>
    internal PortState Unanswered => Method == ScanMethod.Udp ? PortState.OpenFiltered : PortState.Filtered;

    /// <summary>The choice in a few words, for people.</summary>
    internal string Told => Method switch
    {
        ScanMethod.Syn => $"asks ports by SYN packets{(Reason is null ? "" : $": {Reason}")}",
        ScanMethod.Udp => "asks ports by UDP datagrams",
        _ => $"asks ports by connecting{(Reason is null ? "" : $": {Reason}")}",
    };

    /// <exception cref="ActionInputException">SYN packets are asked for, and this process may not send them.</exception>
    internal static ProberChoice Of(ScanOptions options, IAddressSpace space)
    {
        var local = options.LocalAddress is { } given ? ScanAddress.Of(given) : (ScanAddress?)null;
        switch (options.Method)
        {
            case ScanMethod.Udp:
                return new(UdpProber.Open(local), ScanMethod.Udp, null);
            case ScanMethod.Connect:
                return new(new ConnectProber(local, options.MaxRoundTrip), ScanMethod.Connect, null);
            default:
                var refusal = RawAccess.Refusal();
                if (options.Method == ScanMethod.Syn)
                    return refusal is null ? new(new SynProber(options.LocalAddress), ScanMethod.Syn, null) : throw new ActionInputException("method", $"`method` is syn, and {refusal}: connect finds the same without.");
                if (refusal is not null) return new(new ConnectProber(local, options.MaxRoundTrip), ScanMethod.Connect, refusal);
                // Beyond this machine an answer costs a packet less; on it, a refused connection costs less than a packet read back.
                return IsOnlyThisMachine(space)
                    ? new(new ConnectProber(local, options.MaxRoundTrip), ScanMethod.Connect, "it is this machine, where that is faster")
                    : new(new SynProber(options.LocalAddress), ScanMethod.Syn, "this process may send them");
        }
    }

    static bool IsOnlyThisMachine(IAddressSpace space)
    {
        for (long i = 0; i < space.Count; i++)
        {
            if (i == 16 || !System.Net.IPAddress.IsLoopback(space[i].ToIPAddress())) return false;
        }

        return true;
    }
}
