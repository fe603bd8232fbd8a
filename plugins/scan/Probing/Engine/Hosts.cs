using System.Runtime.InteropServices;
using Runner.Plugins.Scan.Probing.Pacing;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>What was learnt of single hosts, of so many as memory has room for: of the others what is usual for all is taken.</summary>
sealed class Hosts
{
    const int Room = 1 << 16;

    /// <summary>So many reports without a single answer, and nobody is there.</summary>
    const int EnoughReports = 3;

    readonly Dictionary<long, Host> hosts = [];
    RoundTrip all;

    /// <summary>Round trips to all hosts together.</summary>
    public ref RoundTrip All => ref all;

    /// <summary>How long to wait for an answer of a host, in seconds.</summary>
    public double TimeoutOf(long host, double most)
    {
        if (hosts.Count > 0 && hosts.TryGetValue(host, out var known) && known.Trip.IsKnown) return known.Trip.Timeout(most);
        return all.Timeout(most);
    }

    /// <summary>A host answered.</summary>
    public void Answered(long host, double seconds)
    {
        all.Add(seconds);
        ref var entry = ref EntryOf(host, out var found);
        if (!found) return;
        entry.Trip.Add(seconds);
        entry.Reports = -1;
    }

    /// <summary>Somebody reported that a host cannot be reached.</summary>
    public void Unreachable(long host)
    {
        ref var entry = ref EntryOf(host, out var found);
        if (found && entry.Reports is >= 0 and < EnoughReports) entry.Reports++;
    }

    /// <summary>Whether asking on makes no sense.</summary>
    public bool IsDown(long host) => hosts.Count > 0 && hosts.TryGetValue(host, out var entry) && entry.Reports >= EnoughReports;

    ref Host EntryOf(long host, out bool found)
    {
        found = hosts.Count < Room || hosts.ContainsKey(host);
        if (found) return ref CollectionsMarshal.GetValueRefOrAddDefault(hosts, host, out _);
        return ref System.Runtime.CompilerServices.Unsafe.NullRef<Host>();
    }

    struct Host
    {
        public RoundTrip Trip;

        /// <summary>How often it was reported unreachable; -1 once it answered.</summary>
        public int Reports;
    }
}
