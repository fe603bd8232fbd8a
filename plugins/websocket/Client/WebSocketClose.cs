namespace Runner.Plugins.WebSockets;

/// <summary>How a WebSocket ended (RFC 6455, section 7).</summary>
/// <param name="Code">
/// The close code: the peer's when it closed, ours when we did. 1005 stands for a close frame without a code, 1006 for an end
/// without a close frame.
/// </param>
/// <param name="Name">What the code means, such as <c>normal closure</c>.</param>
/// <param name="Reason">The words that came with it; empty when there were none.</param>
/// <param name="Clean">Whether both sides said goodbye with a close frame.</param>
/// <param name="ByPeer">Whether the peer ended it, and not we.</param>
/// <param name="Unread">How many messages had come that nobody took.</param>
public sealed record WebSocketClose(int Code, string Name, string Reason, bool Clean, bool ByPeer, int Unread = 0);
