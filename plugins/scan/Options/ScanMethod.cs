namespace Runner.Plugins.Scan;

/// <summary>How ports are asked.</summary>
public enum ScanMethod
{
    /// <summary><see cref="Syn"/> where this process may, else <see cref="Connect"/>.</summary>
    Auto,

    /// <summary>By connecting, as any program does. Needs no rights.</summary>
    Connect,

    /// <summary>By raw SYN packets: less work on both sides, no connection is made. Linux, with CAP_NET_RAW.</summary>
    Syn,

    /// <summary>By UDP datagrams with what the protocol of the port would say.</summary>
    Udp,
}
