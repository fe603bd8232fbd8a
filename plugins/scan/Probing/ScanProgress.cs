namespace Runner.Plugins.Scan.Probing;

/// <summary>How far a scan has come; written by the engine's thread, read by any.</summary>
sealed class ScanProgress
{
    long decided, probes, open;

    /// <summary>Ports (or hosts) that are decided.</summary>
    public long Decided => Volatile.Read(ref decided);

    /// <summary>Probes sent.</summary>
    public long Probes => Volatile.Read(ref probes);

    /// <summary>Open ports (or hosts) found.</summary>
    public long Open => Volatile.Read(ref open);

    /// <summary>How many there are to decide.</summary>
    public long Total { get; set; }

    /// <summary>Probes a second that the engine aims at now.</summary>
    public double Rate { get; set; }

    /// <summary>Seconds from one ICMP answer to the next of the slowest host whose pace is being kept; 0 while none is.</summary>
    public double IcmpInterval { get; set; }

    /// <summary>Notes a probe.</summary>
    public void Sent() => Volatile.Write(ref probes, probes + 1);

    /// <summary>Notes an outcome.</summary>
    public void Add(PortState state)
    {
        Volatile.Write(ref decided, decided + 1);
        if (state == PortState.Open) Volatile.Write(ref open, open + 1);
    }
}
