namespace Runner.Plugins.Scan;

/// <summary>What is known of a port, in nmap's terms.</summary>
public enum PortState
{
    /// <summary>Something listens there.</summary>
    Open,

    /// <summary>The host answers, and nothing listens there.</summary>
    Closed,

    /// <summary>Something on the way keeps probes or their answers back: the reason says what was seen.</summary>
    Filtered,

    /// <summary>Nothing came back, as from an open port that does not know what to say to the probe, or from a filter. UDP only.</summary>
    OpenFiltered,
}
