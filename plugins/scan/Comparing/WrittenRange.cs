using System.Net;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Comparing;

/// <summary>Addresses that follow each other, as a report writes them.</summary>
readonly record struct WrittenRange(ScanAddress First, ScanAddress Last)
{
    internal bool Contains(ScanAddress address) => address.IsV6 == First.IsV6 && address.Value >= First.Value && address.Value <= Last.Value;

    internal static WrittenRange? Parse(string text)
    {
        if (IPAddress.TryParse(text, out var single)) return new(ScanAddress.Of(single), ScanAddress.Of(single));
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && IPAddress.TryParse(text.AsSpan(0, dash), out var first) && IPAddress.TryParse(text.AsSpan(dash + 1), out var last)
            ? new(ScanAddress.Of(first), ScanAddress.Of(last))
            : null;
    }

    public override string ToString() => First == Last ? First.ToString() : $"{First}-{Last}";
}
