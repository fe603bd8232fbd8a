namespace Runner.Plugins.Ssh.Pooling;

/// <summary>What all clients of one connection share besides it.</summary>
/// <param name="options">How it was opened.</param>
sealed class ConnectionNotes(SshOptions options)
{
    volatile bool isWithoutHash;

    /// <summary>Where commands are ended when this connection has no session left for that.</summary>
    public SpareConnection Spare { get; } = new(options);

    /// <summary>Whether the host is known not to make hashes of files, so that nobody need ask again.</summary>
    public bool IsWithoutHash
    {
        get => isWithoutHash;
        set => isWithoutHash = value;
    }
}
