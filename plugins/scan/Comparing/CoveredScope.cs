using System.Collections;
using System.Globalization;
using System.Net;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Comparing;

/// <summary>Answers whether a scan asked a port: one that was not asked is not closed.</summary>
sealed class CoveredScope
{
    readonly List<WrittenRange> addresses;
    readonly BitArray ports = new(65536);

    internal CoveredScope(ScanScope scope)
    {
        addresses = [.. scope.Addresses.Select(WrittenRange.Parse).OfType<WrittenRange>()];
        foreach (var range in scope.Ports.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = range.Split('-');
            if (!Number(ends[0], out var first) || !Number(ends[^1], out var last)) continue;
            for (var port = first; port <= last; port++) ports[port] = true;
        }

        static bool Number(string text, out int port) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;
    }

    internal bool Has(string address) => IPAddress.TryParse(address, out var parsed) && ScanAddress.Of(parsed) is var wanted && addresses.Exists(range => range.Contains(wanted));

    internal bool Has(int port) => ports[port];

    /// <summary>Ports as ranges in order: <c>22,80,8000-8100</c>.</summary>
    internal static string Write(IEnumerable<int> ports)
    {
        var written = new List<string>();
        int first = -1, last = -1;
        foreach (var port in ports.Distinct().Order())
        {
            if (first >= 0 && port == last + 1)
            {
                last = port;
                continue;
            }

            Add();
            first = last = port;
        }

        Add();
        return string.Join(',', written);

        void Add()
        {
            if (first >= 0) written.Add(first == last ? first.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{first}-{last}"));
        }
    }
}
