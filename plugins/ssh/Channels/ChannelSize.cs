namespace Runner.Plugins.Ssh.Channels;

/// <summary>How much a channel takes in.</summary>
static class ChannelSize
{
    /// <summary>How many bytes may be on their way or unread, standard output and error together: what OpenSSH gives its own.</summary>
    public const uint Window = 2 * 1024 * 1024;

    /// <summary>The most that one message may hold.</summary>
    public const uint Packet = 32 * 1024;

    /// <summary>How much is read before the other side is told: often enough that it never waits for it, and not for every message.</summary>
    public const uint Credit = Window / 4;
}
