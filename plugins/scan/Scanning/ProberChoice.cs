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

    /// <summary>Makes more of them, for further threads; null where one thread is all that it is for.</summary>
    internal Func<IProber>? Another { get; private init; }

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
                return Connect(null);
            default:
                var refusal = RawAccess.Refusal();
                if (options.Method == ScanMethod.Syn)
                    return refusal is null ? Syn(null) : throw new ActionInputException("method", $"`method` is syn, and {refusal}: connect finds the same without.");
                if (refusal is not null) return Connect(refusal);
                // Beyond this machine an answer costs a packet less; on it, a refused connection costs less than a packet read back.
                return IsOnlyThisMachine(space)
                    ? Connect("faster than packets on this machine itself")
                    : Syn("this process may send them");
        }

        ProberChoice Connect(string? reason) => new(Connections(), ScanMethod.Connect, reason) { Another = Connections };

        ProberChoice Syn(string? reason) => new(Packets(), ScanMethod.Syn, reason) { Another = Packets };

        IProber Packets() => new SynProber(options.LocalAddress);

        IProber Connections() => ConnectProbers.Create(options);
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
