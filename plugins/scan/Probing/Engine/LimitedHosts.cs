namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>Hosts that report closed UDP ports, whose silent ones are asked as fast as each of them reports.</summary>
/// <param name="options">Waits, attempts and the rate of each host.</param>
sealed class LimitedHosts(ScanOptions options)
{
    const int Most = 1 << 16;

    readonly Dictionary<long, LimitedHost> hosts = [];
    readonly PriorityQueue<LimitedHost, double> turns = new();
    LimitedHost? current;

    /// <summary>Seconds from one report to the next of the slowest; 0 while that is not known.</summary>
    public double Interval { get; private set; }

    /// <summary>A closed port was reported; false where the host is not known yet.</summary>
    /// <param name="host">By whom.</param>
    /// <param name="at">When, in seconds.</param>
    /// <param name="roundTrip">How long after the probe, in seconds; 0 when nobody knows.</param>
    public bool Reported(long host, double at, double roundTrip)
    {
        if (!hosts.TryGetValue(host, out var known)) return false;
        known.Reported(at, roundTrip);
        return true;
    }

    /// <summary>Takes a host up that may report fewer ports than are closed.</summary>
    public void Add(long host)
    {
        if (hosts.Count < Most) hosts.Add(host, new());
    }

    /// <summary>Begins with the silent ports of a block.</summary>
    public void Begin(Block block, double now)
    {
        if (hosts.Count == 0) return;
        foreach (var host in hosts.Values) host.Begin(now);
        for (var slot = 0; slot < block.Count; slot++)
        {
            if (!block.IsDecided(slot) && hosts.TryGetValue(block.TargetOf(slot).Host, out var host)) host.Add(slot);
        }

        foreach (var host in hosts.Values) if (host.HasSilent) turns.Enqueue(host, 0);
    }

    /// <summary>When the next one's turn is, in seconds; false when all are done with.</summary>
    public bool TryPeek(out double due) => turns.TryPeek(out _, out due);

    /// <summary>The port to ask now, of the host whose turn it is; -1 when it has none just now. After asking it, <see cref="Asked"/> is called.</summary>
    public int Next(Block block, double now)
    {
        current = turns.Dequeue();
        var (slot, later) = current.Next(block, now, options.MaxRoundTrip.TotalSeconds, options.MaxAttempts);
        if (slot >= 0) return slot;
        if (later > 0) Enqueue(later);
        return -1;
    }

    /// <summary>The port was asked.</summary>
    public void Asked(double now)
    {
        current!.Asked(now);
        Enqueue(options.MaxRatePerHost is { } perHost ? now + (1.0 / Math.Max(1, perHost)) : now);
    }

    void Enqueue(double due)
    {
        Interval = Math.Max(Interval, current!.Interval);
        turns.Enqueue(current, due);
    }
}
