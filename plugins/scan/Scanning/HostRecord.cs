using Runner.Plugins.Scan.Ports;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Scanning;

/// <summary>What is known of one host while it is scanned.</summary>
sealed class HostRecord(ScanAddress address)
{
    /// <summary>As in nmap: of more ports than this in one state that is not open, only their number is told.</summary>
    internal const int MostListed = 25;

    readonly List<ScannedPort> open = [];
    readonly Dictionary<PortState, List<ScannedPort>?> listed = [];
    readonly Dictionary<(TransportProtocol, PortState, StateReason), int> counts = [];

    internal ScanAddress Address => address;

    /// <summary>The round trip, smoothed.</summary>
    internal TimeSpan? RoundTrip { get; private set; }

    /// <summary>Who answers on the link.</summary>
    internal string? Mac { get; set; }

    /// <summary>What it was first known by; null while nothing was heard of it.</summary>
    internal StateReason? Reason { get; set; }

    /// <summary>Its open ports.</summary>
    internal IReadOnlyList<ScannedPort> Open => open;

    internal void Measure(TimeSpan roundTrip)
    {
        if (roundTrip <= TimeSpan.Zero) return;
        // RFC 6298 section 2.3, with its alpha of 1/8.
        RoundTrip = RoundTrip is { } smoothed ? smoothed + ((roundTrip - smoothed) / 8) : roundTrip;
    }

    internal ScannedPort Add(in PortOutcome outcome, TransportProtocol protocol)
    {
        // An answer of somebody on the way says nothing about whether the host is there.
        if (outcome.From is null && outcome.Reason is not StateReason.NoResponse and not StateReason.HostUnreach and not StateReason.NetUnreach)
        {
            Measure(outcome.RoundTrip);
            Reason ??= outcome.Reason;
        }

        var port = new ScannedPort
        {
            Port = outcome.Port,
            Protocol = protocol,
            State = outcome.State,
            Reason = outcome.Reason,
            ReportedBy = outcome.From?.ToString(),
            RoundTrip = outcome.RoundTrip > TimeSpan.Zero ? outcome.RoundTrip : null,
            Ttl = outcome.Ttl > 0 ? outcome.Ttl : null,
            // What usually listens there, until somebody asks.
            Service = outcome.State is PortState.Open or PortState.OpenFiltered && PortNames.Of(protocol, outcome.Port) is { } usual ? new() { Name = usual } : null,
        };
        Add(port);
        return port;
    }

    /// <summary>Adds a port of an earlier part of the scan, or one that is known by now.</summary>
    internal void Add(ScannedPort port)
    {
        if (port.State == PortState.Open)
        {
            // One that is asked again after the scan was cut short is open once.
            if (!open.Exists(known => known.Port == port.Port && known.Protocol == port.Protocol)) open.Add(port);
            return;
        }

        var key = (port.Protocol, port.State, port.Reason);
        counts[key] = counts.GetValueOrDefault(key) + 1;
        if (!listed.TryGetValue(port.State, out var list)) listed[port.State] = list = [];
        if (list is null) return;
        if (list.Count < MostListed) list.Add(port);
        else listed[port.State] = null;
    }

    /// <summary>Adds ports of an earlier part of the scan that were only counted.</summary>
    internal void Add(PortTally tally)
    {
        var key = (tally.Protocol, tally.State, tally.Reason);
        counts[key] = counts.GetValueOrDefault(key) + tally.Count;
        listed[tally.State] = null;
    }

    /// <summary>Adds the ports of which nothing is known when everything was asked: the first that did not answer, before anything else did.</summary>
    internal void AddSilent(IReadOnlyList<ushort> ports, TransportProtocol protocol)
    {
        var missing = ports.Count - open.Count - counts.Values.Sum();
        if (missing <= 0) return;
        var state = protocol == TransportProtocol.Udp ? PortState.OpenFiltered : PortState.Filtered;
        if (missing > MostListed || listed.Values.Any(list => list is null))
        {
            Add(new PortTally(protocol, state, StateReason.NoResponse, missing));
            return;
        }

        var known = open.Concat(listed.Values.SelectMany(list => list!)).Select(port => port.Port).ToHashSet();
        foreach (var port in ports)
        {
            if (!known.Contains(port)) Add(new ScannedPort { Port = port, Protocol = protocol, State = state, Reason = StateReason.NoResponse });
        }
    }

    /// <summary>Puts what answers there beside a port.</summary>
    internal void Describe(int port, TransportProtocol protocol, ScannedService service)
    {
        var at = open.FindIndex(known => known.Port == port && known.Protocol == protocol);
        if (at >= 0) open[at] = open[at] with { Service = service };
    }

    internal ScannedHost ToHost(string? name) => new()
    {
        Address = address.ToString(),
        Name = name,
        State = HostState.Up,
        Reason = Reason ?? StateReason.UserSet,
        RoundTrip = RoundTrip,
        Mac = Mac,
        Ports = [.. open.Concat(listed.Values.OfType<List<ScannedPort>>().SelectMany(ports => ports)).OrderBy(port => port.Port)],
        Others = [.. counts.Where(count => listed[count.Key.Item2] is null).OrderByDescending(count => count.Value).Select(count => new PortTally(count.Key.Item1, count.Key.Item2, count.Key.Item3, count.Value))],
    };
}
