using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Pooling;

/// <summary>
/// The right to use a shared connection, which looks like a connection of one's own: it is opened again when it was lost or closed for
/// being idle, and disposing it gives the right back.
/// </summary>
sealed class SshLease : ISshTransport
{
    readonly SshConnections connections;
    readonly SharedConnection connection;
    volatile ISshTransport last;
    int disposed;

    internal SshLease(SshConnections connections, SharedConnection connection, ISshTransport first) =>
        (this.connections, this.connection, last) = (connections, connection, first);

    /// <summary>What clients of the connection share besides it.</summary>
    internal ConnectionNotes Notes => connection.Notes;

    public string Target => last.Target;

    public string? ServerVersion => last.ServerVersion;

    public string? User => last.User;

    /// <inheritdoc/>
    /// <remarks>It is of the connection that was used last: a later one has one of its own.</remarks>
    public CancellationToken Lost => last.Lost;

    public bool HasWideChannels => last.HasWideChannels;

    public async Task<ISshChannel> OpenAsync(SessionRequest request, CancellationToken cancel) =>
        await UseAsync(async transport => new LeasedChannel(this, await transport.OpenAsync(request, cancel).ConfigureAwait(false)), cancel).ConfigureAwait(false);

    public async Task<IForwardedPort> ForwardAsync(ForwardRequest request, CancellationToken cancel) =>
        await UseAsync(async transport => new LeasedPort(this, await transport.ForwardAsync(request, cancel).ConfigureAwait(false)), cancel).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0) await connections.GiveBackAsync(connection).ConfigureAwait(false);
    }

    /// <summary>What was opened on the connection has been closed.</summary>
    internal Task ReleaseAsync() => connections.ReleaseAsync(connection);

    async Task<T> UseAsync<T>(Func<ISshTransport, Task<T>> open, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        last = await connections.UseAsync(connection, cancel).ConfigureAwait(false);
        try
        {
            return await open(last).ConfigureAwait(false);
        }
        catch
        {
            await ReleaseAsync().ConfigureAwait(false);
            throw;
        }
    }
}
