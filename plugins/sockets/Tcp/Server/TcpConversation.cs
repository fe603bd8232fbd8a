namespace Runner.Plugins.Sockets;

/// <summary>What a client of a server said.</summary>
public sealed class TcpConversation : ReceivedBytes
{
    internal TcpConversation(byte[] bytes, string remote, long received, long sent, bool ended, string? error) : base(bytes) =>
        (Remote, Received, Sent, Ended, Error) = (remote, received, sent, ended, error);

    /// <summary>Who it was: <c>127.0.0.1:40000</c>.</summary>
    public string Remote { get; }

    /// <summary>How many bytes it sent. Of more than 1 MiB only the first are kept.</summary>
    public long Received { get; }

    /// <summary>How many bytes it was sent.</summary>
    public long Sent { get; }

    /// <summary>Whether the conversation is over.</summary>
    public bool Ended { get; }

    /// <summary>What went wrong, such as a turn's answer that did not come; null when nothing did.</summary>
    public string? Error { get; }
}
