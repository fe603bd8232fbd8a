namespace Runner.Plugins.WebSockets;

/// <summary>How a connection that is silent is kept open and watched: with pings (RFC 6455, section 5.5.2).</summary>
public sealed record WebSocketKeepAlive
{
    /// <summary>How long nothing may come before a ping is sent; 0 for no pings.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the pong may take. Later the connection counts as lost.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
