using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Pooling;

/// <summary>One of <see cref="SshConnections"/>, which alone changes it, under its lock.</summary>
/// <param name="key">What its options have in common with others that share it.</param>
/// <param name="options">How it is opened.</param>
sealed class SharedConnection(string key, SshOptions options)
{
    Action? cancelAttempt;

    public string Key { get; } = key;

    public SshOptions Options { get; } = options;

    /// <summary>What its clients share besides it.</summary>
    public ConnectionNotes Notes { get; } = new(options);

    /// <summary>How many hold a lease on it.</summary>
    public int Leases { get; set; }

    /// <summary>How many wait for it, or have something that runs on it.</summary>
    public int Users { get; set; }

    /// <summary>The connection, open or being opened; null when it is not.</summary>
    public Task<ISshTransport>? Opening { get; private set; }

    /// <summary>Where it stands among those that nothing runs on.</summary>
    public LinkedListNode<SharedConnection>? Place { get; set; }

    /// <summary>Ends with the attempt to open it that is about to begin.</summary>
    public CancellationToken NewAttempt()
    {
        var attempt = new CancellationTokenSource();
        // Whoever hears of it does so elsewhere: this is said under the lock.
        cancelAttempt = () => _ = attempt.CancelAsync();
        return attempt.Token;
    }

    /// <summary>It is being opened.</summary>
    public void Open(Task<ISshTransport> opening) => Opening = opening;

    /// <summary>It is closed from now on: what there is to close, which may be an attempt that is cancelled; null for nothing.</summary>
    public Task<ISshTransport>? Detach()
    {
        var opening = Opening;
        if (opening is { IsCompleted: false }) cancelAttempt?.Invoke();
        Opening = null;
        return opening;
    }
}
