namespace Runner.Plugins.WebSockets;

/// <summary>What was said.</summary>
public sealed record WebSocketConversation
{
    /// <summary>All messages, sent and received, in order.</summary>
    public required IReadOnlyList<TranscriptEntry> Transcript { get; init; }

    /// <summary>The messages that came, in order.</summary>
    public required IReadOnlyList<WebSocketMessage> Received { get; init; }

    /// <summary>The last message that came; null when none did.</summary>
    public required WebSocketMessage? Last { get; init; }

    /// <summary>How it ended.</summary>
    public required WebSocketClose Close { get; init; }

    /// <summary>What came of the opening handshake.</summary>
    public required WebSocketHandshake Handshake { get; init; }

    /// <summary>How long all of it took, from opening to closing.</summary>
    public required TimeSpan Duration { get; init; }
}

/// <summary>One message of a conversation.</summary>
/// <param name="Direction">Who sent it.</param>
/// <param name="Message">The message.</param>
public sealed record TranscriptEntry(MessageDirection Direction, WebSocketMessage Message);

/// <summary>Who sent a message.</summary>
public enum MessageDirection
{
    /// <summary>We.</summary>
    Sent,

    /// <summary>The peer.</summary>
    Received,
}
