namespace Runner.Plugins.Sockets;

/// <summary>What came of trying to connect to a port.</summary>
public enum TcpPortState
{
    /// <summary>Someone accepted.</summary>
    Open,

    /// <summary>The host is there, and nobody listens on the port.</summary>
    Refused,

    /// <summary>Nothing came back: the host is not there, or a firewall drops what is sent to the port.</summary>
    Timeout,

    /// <summary>There is no way to the host, or a firewall says no.</summary>
    Unreachable,
}
