using System.Net;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Comparing;

/// <summary>
/// Compares two scans. What counts is whether a port is open and what answers there: whether one that is not open is closed
/// or filtered says more about packets that were lost than about the host.
/// </summary>
static class ReportComparer
{
    internal static ScanComparison Compare(ScanReport before, ScanReport after)
    {
        var (then, now) = (new Side(before), new Side(after));
        List<PortChange> opened = [], closed = [], changed = [];
        List<ComparedHost> fresh = [], gone = [];
        var protocol = before.Method == ScanMethod.Udp == (after.Method == ScanMethod.Udp);
        foreach (var (old, host) in Pairs(then, now))
        {
            if (old is null && then.Covers(host!)) fresh.Add(new(host!.Address, host.Name));
            if (host is null && now.Covers(old!)) gone.Add(new(old!.Address, old.Name));
            if (!protocol) continue;
            var (was, @is) = (Open(old), Open(host));
            var (askedBefore, askedNow) = (old is not null || then.Covers(host!), host is not null || now.Covers(old!));
            foreach (var port in was.Keys.Union(@is.Keys).Order())
            {
                if (!askedBefore || !askedNow || !then.Scope.Has(port) || !now.Scope.Has(port)) continue;
                var (wasPort, isPort) = (Of(old, port), Of(host, port));
                var change = new PortChange
                {
                    Address = (host ?? old)!.Address,
                    Name = (host ?? old)!.Name,
                    Port = port,
                    Protocol = (isPort ?? wasPort)!.Protocol,
                    Was = old is null ? null : wasPort?.State ?? StateOfOthers(old),
                    Now = host is null ? null : isPort?.State ?? StateOfOthers(host),
                    Service = isPort?.Service?.Name ?? wasPort?.Service?.Name,
                };
                var isOpen = isPort?.State == PortState.Open;
                var wasOpen = wasPort?.State == PortState.Open;
                // Silence of a UDP port that answered once is a lost datagram more often than a service that is gone.
                if (isOpen && !wasOpen && wasPort?.State != PortState.OpenFiltered) opened.Add(change);
                else if (wasOpen && !isOpen && isPort?.State != PortState.OpenFiltered) closed.Add(change);
                else if (isOpen && wasOpen && Differences(wasPort!.Service, isPort!.Service) is { Count: > 0 } differences) changed.Add(change with { Differences = differences });
            }
        }

        return new() { Before = Named(before), After = Named(after), Opened = opened, Closed = closed, Changed = changed, NewHosts = fresh, GoneHosts = gone };
    }

    /// <summary>The hosts of both, by address; those without a partner by the name that they were given by, as an address may be another one tomorrow.</summary>
    static IEnumerable<(ScannedHost? Before, ScannedHost? After)> Pairs(Side before, Side after)
    {
        var pairs = new List<(ScannedHost? Before, ScannedHost? After)>();
        var left = new List<ScannedHost>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var host in before.Hosts.Values)
        {
            if (after.Hosts.TryGetValue(host.Address, out var same) && taken.Add(same.Address)) pairs.Add((host, same));
            else left.Add(host);
        }

        var renamed = after.Hosts.Values.Where(host => host.Name is not null && !taken.Contains(host.Address)).ToLookup(host => host.Name!, StringComparer.OrdinalIgnoreCase);
        foreach (var host in left)
        {
            var moved = host.Name is null ? null : renamed[host.Name].FirstOrDefault(other => !taken.Contains(other.Address));
            if (moved is not null) taken.Add(moved.Address);
            pairs.Add((host, moved));
        }

        pairs.AddRange(after.Hosts.Values.Where(host => !taken.Contains(host.Address)).Select(host => ((ScannedHost?)null, (ScannedHost?)host)));
        return pairs.OrderBy(pair => Order((pair.After ?? pair.Before)!.Address));
    }

    static (bool, UInt128) Order(string address) => IPAddress.TryParse(address, out var parsed) && ScanAddress.Of(parsed) is var known ? (known.IsV6, known.Value) : (true, UInt128.MaxValue);

    static Dictionary<int, ScannedPort> Open(ScannedHost? host) =>
        host is null ? [] : host.Ports.Where(port => port.State == PortState.Open).GroupBy(port => port.Port).ToDictionary(group => group.Key, group => group.First());

    static ScannedPort? Of(ScannedHost? host, int port) => host?.Ports.FirstOrDefault(known => known.Port == port);

    /// <summary>What is known of a port that is not listed: closed where any is, since what a filter hides is told by all of them.</summary>
    static PortState? StateOfOthers(ScannedHost host) => host.Others.Count == 0 ? null : host.Others.MaxBy(other => other.Count)!.State;

    static ComparedScan Named(ScanReport report) => new(report.Id, report.Started, report.By);

    static List<ServiceChange> Differences(ScannedService? was, ScannedService? now)
    {
        var differences = new List<ServiceChange>();
        // A scan that did not ask knows nothing of what answers; one whose question was not answered knows no more.
        if (was is not { IsProbed: true } || now is not { IsProbed: true }) return differences;
        Compare("service", was.Name, now.Name);
        Compare("product", was.Product, now.Product);
        Compare("version", was.Version, now.Version);
        if ((was.Tls is null) != (now.Tls is null) && was.Name is not null && now.Name is not null) differences.Add(new("tls", was.Tls?.Protocol, now.Tls?.Protocol));
        if (was.Tls?.Fingerprint is { } old && now.Tls?.Fingerprint is { } current && old != current) differences.Add(new("certificate", Certificate(was.Tls), Certificate(now.Tls)));
        return differences;

        void Compare(string field, string? before, string? after)
        {
            if (before is not null && after is not null && before != after) differences.Add(new(field, before, after));
        }
    }

    static string Certificate(ScannedTls tls) => $"{tls.Fingerprint![..Math.Min(16, tls.Fingerprint!.Length)]}{(tls.NotAfter is { } until ? $" (until {until.UtcDateTime:yyyy-MM-dd})" : "")}";

    /// <summary>One of the two scans, prepared.</summary>
    sealed class Side(ScanReport report)
    {
        internal CoveredScope Scope { get; } = new(report.Scope);

        internal Dictionary<string, ScannedHost> Hosts { get; } =
            report.Hosts.Where(host => host.State == HostState.Up).GroupBy(host => host.Address, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

        /// <summary>Whether it would have found the host; one that is known by a name is looked for under that.</summary>
        internal bool Covers(ScannedHost host) => Scope.Has(host.Address) || (host.Name is not null && report.Targets.Contains(host.Name, StringComparer.OrdinalIgnoreCase));
    }
}
