namespace Runner.Sdk;

/// <summary>What went wrong, across all protocols. In YAML and JSON written in kebab case: <c>rate-limit</c>.</summary>
public enum ErrorKind
{
    /// <summary>The peer did not answer in time.</summary>
    Timeout,

    /// <summary>No connection, or it was lost: refused, reset, unreachable.</summary>
    Connection,

    /// <summary>TLS failed: untrusted, expired or wrong certificate, no common protocol.</summary>
    Tls,

    /// <summary>An HTTP exchange that the client cannot use, such as a redirect loop.</summary>
    Http,

    /// <summary>A name did not resolve.</summary>
    Dns,

    /// <summary>A WebSocket handshake or close went wrong.</summary>
    Websocket,

    /// <summary>A proxy refused or failed.</summary>
    Proxy,

    /// <summary>The peer asked to slow down.</summary>
    RateLimit,

    /// <summary>An SSH session failed.</summary>
    Ssh,

    /// <summary>Credentials were refused.</summary>
    Auth,

    /// <summary>The peer does not speak the protocol, or sent more than the limits allow.</summary>
    Protocol,

    /// <summary>The network policy forbids to reach the peer. Never retried.</summary>
    Policy,
}
