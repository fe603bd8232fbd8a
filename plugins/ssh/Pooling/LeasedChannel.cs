using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Pooling;

/// <summary>A channel on a shared connection, which is in use until the channel is disposed.</summary>
sealed class LeasedChannel(SshLease lease, ISshChannel channel) : ISshChannel
{
    int disposed;

    public Stream Input => channel.Input;

    public Stream Output => channel.Output;

    public Stream Error => channel.Error;

    public Task<ChannelEnd> End => channel.End;

    public Task SignalAsync(string name, CancellationToken cancel) => channel.SignalAsync(name, cancel);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await channel.DisposeAsync().ConfigureAwait(false);
        await lease.ReleaseAsync().ConfigureAwait(false);
    }
}
