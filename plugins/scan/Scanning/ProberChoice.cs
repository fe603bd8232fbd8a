using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Connecting;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>The way to ask ports that was chosen, by what was asked for and what this process may.</summary>
/// <param name="Prober">It; whoever takes it disposes it.</param>
/// <param name="Method">Its method: never <see cref="ScanMethod.Auto"/>.</param>
/// <param name="Reason">Why it was chosen; null where it was asked for.</param>
sealed record ProberChoice(IProber Prober, ScanMethod Method, string? Reason)
{
    /// <summary>What a port is that never answered.</summary>
    internal PortState Unanswered => Method == ScanMethod.Udp ? PortState.OpenFiltered : PortState.Filtered;

    /// <summary>The choice in a sentence, for people.</summary>
    internal string Told => Method switch
    {
        ScanMethod.Syn => $"ports are asked by SYN packets{(Reason is null ? "" : $": {Reason}")}",
        ScanMethod.Udp => "ports are asked by UDP datagrams",
        _ => $"ports are asked by connecting{(Reason is null ? "" : $": {Reason}")}",
    };

    internal static ProberChoice Of(ScanOptions options) =>
        new(new ConnectProber(options.LocalAddress is { } local ? ScanAddress.Of(local) : null, options.MaxRoundTrip), ScanMethod.Connect, null);
}
