using System.Net;
using Runner.Plugins.Scan;

namespace Runner.ScanLab.Scanning;

/// <summary>
/// The scanner as a program of its own, of the very assembly that the tests were built with: a network namespace belongs to threads, and
/// only a process that was started inside one is in it with all that the thread pool does.
/// </summary>
static class PlainScanner
{
    /// <summary>Scans and prints a line for each port that is listed: <c>ADDRESS PORT STATE REASON</c>; a dash for those that are only counted.</summary>
    public static async Task<int> RunAsync(string method, string ports, string[] targets)
    {
        var options = new ScanOptions { Method = Enum.Parse<ScanMethod>(method, ignoreCase: true), Discovery = HostDiscovery.None };
        var report = await PortScanner.CollectAsync(targets, ports, options);
        foreach (var host in report.Hosts.OrderBy(host => IPAddress.Parse(host.Address).ToString(), StringComparer.Ordinal))
        {
            foreach (var port in host.Ports) Console.WriteLine($"{host.Address} {port.Port} {port.State} {port.Reason}");
            foreach (var others in host.Others) Console.WriteLine($"{host.Address} - {others.State} {others.Reason} {others.Count}");
        }
        return 0;
    }
}
