using System.Buffers;

namespace Runner.Plugins.Sockets;

/// <summary>What one client says, as it says it.</summary>
sealed class ConversationRecord(TcpClient client)
{
    /// <summary>What is kept of one client.</summary>
    internal const int MaxKept = 1024 * 1024;

    readonly Lock gate = new();
    readonly ArrayBufferWriter<byte> kept = new();
    bool ended;
    string? error;

    internal bool Ended
    {
        get
        {
            lock (gate) return ended;
        }
    }

    internal void Add(ReadOnlyMemory<byte> piece)
    {
        lock (gate) kept.Write(piece.Span[..Math.Min(piece.Length, MaxKept - kept.WrittenCount)]);
    }

    internal void End(string? why)
    {
        lock (gate) (ended, error) = (true, why);
    }

    internal TcpConversation Read()
    {
        lock (gate) return new(kept.WrittenSpan.ToArray(), client.Remote, client.Received, client.Sent, ended, error);
    }
}
