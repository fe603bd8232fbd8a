using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>The ports of an input.</summary>
static class WantedPorts
{
    // TODO(scan-actions): PortList of scan-targets
    internal static IReadOnlyList<ushort> Of(string written, bool isUdp)
    {
        _ = isUdp;
        var ports = new SortedSet<ushort>();
        foreach (var part in written.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (!ushort.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) || !ushort.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || first == 0)
                throw new ActionInputException("ports", $"`ports` has {Words.Quote(part)}, which is no port.");
            for (var port = (int)first; port <= last; port++) ports.Add((ushort)port);
        }

        return [.. ports];
    }
}
