namespace Runner.Plugins.Scan;

/// <summary>Which ports: those of TCP or those of UDP.</summary>
public enum TransportProtocol
{
    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>UDP.</summary>
    Udp,
}
