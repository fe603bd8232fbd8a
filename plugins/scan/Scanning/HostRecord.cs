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

    // Of so few kinds a list is as fast as a table, and generic tables over values of ours are compiled at run time, when the report is waited for.
    readonly List<ListedState> listed = [];
    readonly List<Counted> counts = [];

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

        Count(port.Protocol, port.State, port.Reason, 1);
        var list = ListOf(port.State);
        if (list.Ports is null) return;
        if (list.Ports.Count < MostListed) list.Ports.Add(port);
        else list.Ports = null;
    }

    /// <summary>Adds ports of an earlier part of the scan that were only counted.</summary>
    internal void Add(PortTally tally)
    {
        Count(tally.Protocol, tally.State, tally.Reason, tally.Count);
        ListOf(tally.State).Ports = null;
    }

    /// <summary>Adds the ports of which nothing is known when everything was asked: the first that did not answer, before anything else did.</summary>
    internal void AddSilent(IReadOnlyList<ushort> ports, TransportProtocol protocol)
    {
        var missing = ports.Count - open.Count;
        foreach (var counted in counts) missing -= counted.Count;
        if (missing <= 0) return;
        var state = protocol == TransportProtocol.Udp ? PortState.OpenFiltered : PortState.Filtered;
        if (missing > MostListed || listed.Exists(static list => list.Ports is null))
        {
            Add(new PortTally(protocol, state, StateReason.NoResponse, missing));
            return;
        }

        var known = open.Concat(listed.SelectMany(static list => list.Ports!)).Select(port => port.Port).ToHashSet();
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

    internal ScannedHost ToHost(string? name)
    {
        var ports = new List<ScannedPort>(open);
        foreach (var list in listed) if (list.Ports is { } few) ports.AddRange(few);
        ports.Sort(static (one, other) => one.Port.CompareTo(other.Port));
        counts.Sort(static (one, other) => other.Count.CompareTo(one.Count));
        var others = new List<PortTally>();
        foreach (var counted in counts) if (ListOf(counted.State).Ports is null) others.Add(new(counted.Protocol, counted.State, counted.Reason, counted.Count));
        return new()
        {
            Address = address.ToString(),
            Name = name,
            State = HostState.Up,
            Reason = Reason ?? StateReason.UserSet,
            RoundTrip = RoundTrip,
            Mac = Mac,
            Ports = ports,
            Others = others,
        };
    }

    void Count(TransportProtocol protocol, PortState state, StateReason reason, int count)
    {
        foreach (var counted in counts)
        {
            if (counted.Reason != reason || counted.State != state || counted.Protocol != protocol) continue;
            counted.Count += count;
            return;
        }

        counts.Add(new(protocol, state, reason) { Count = count });
    }

    ListedState ListOf(PortState state)
    {
        foreach (var list in listed) if (list.State == state) return list;
        var added = new ListedState(state);
        listed.Add(added);
        return added;
    }

    /// <summary>How many ports are in a state, for a reason.</summary>
    sealed class Counted(TransportProtocol protocol, PortState state, StateReason reason)
    {
        public TransportProtocol Protocol => protocol;

        public PortState State => state;

        public StateReason Reason => reason;

        public int Count { get; set; }
    }

    /// <summary>The ports in a state; null once they are too many to be told one by one.</summary>
    sealed class ListedState(PortState state)
    {
        public PortState State => state;

        public List<ScannedPort>? Ports { get; set; } = [];
    }
}
