namespace Runner.Plugins.Http;

/// <summary>What a route does with the messages of a WebSocket.</summary>
public enum StubWebSocket
{
    /// <summary>It is no WebSocket.</summary>
    None,

    /// <summary>It sends each message back.</summary>
    Echo,

    /// <summary>It reads them and says nothing.</summary>
    Listen,
}
