namespace Runner.Plugins.Sockets;

/// <summary>What a server does after its last turn with a client.</summary>
public enum TcpEnding
{
    /// <summary>It closes the connection.</summary>
    Close,

    /// <summary>It resets the connection: what the client has not read is lost.</summary>
    Reset,

    /// <summary>It listens on, and says nothing, until the client closes.</summary>
    Hold,

    /// <summary>It begins again with the first turn, until the client closes.</summary>
    Repeat,
}
