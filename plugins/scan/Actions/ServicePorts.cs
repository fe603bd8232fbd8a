using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.Scan;

/// <summary>The ports of scan.services and scan.tls.</summary>
static class ServicePorts
{
    internal static List<(int Port, TransportProtocol Protocol)> Read(IReadOnlyList<string> written, string input = "ports")
    {
        var ports = new List<(int, TransportProtocol)>();
        foreach (var part in string.Join(',', written).Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            var isUdp = part.StartsWith("udp:", StringComparison.OrdinalIgnoreCase);
            var ends = (isUdp ? part[4..] : part).Split('-');
            if (ends.Length > 2 || !ushort.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) || !ushort.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || first == 0 || last < first)
                throw new ActionInputException(input, $"`{input}` has {Words.Quote(part)}, which is no port: give ports such as 22,80,8000-8010.");
            for (var port = (int)first; port <= last; port++) ports.Add((port, isUdp ? TransportProtocol.Udp : TransportProtocol.Tcp));
        }
        return ports.Count > 0 ? ports : throw new ActionInputException(input, $"`{input}` names no port: give ports such as 22,80,8000-8010.");
    }
}
