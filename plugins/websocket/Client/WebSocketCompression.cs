using System.ComponentModel.DataAnnotations;

namespace Runner.Plugins.WebSockets;

/// <summary>What is offered of permessage-deflate (RFC 7692, section 7.1). The server may agree to less, or to nothing.</summary>
public sealed record WebSocketCompression
{
    /// <summary>
    /// Whether we compress each message on its own. It frees the memory between messages (up to 256 KiB), and compresses
    /// short messages that resemble each other less well.
    /// </summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>Whether the server is asked to compress each message on its own, which frees 32 KiB here between messages.</summary>
    public bool ServerNoContextTakeover { get; init; }

    /// <summary>The largest window of our compression, as a power of two: 9 to 15.</summary>
    [Range(9, 15)]
    public int ClientMaxWindowBits { get; init; } = 15;

    /// <summary>The largest window that the server may use, as a power of two: 9 to 15.</summary>
    [Range(9, 15)]
    public int ServerMaxWindowBits { get; init; } = 15;
}
