using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Pooling;

/// <summary>A forwarded port of a shared connection, which is in use until the port is disposed.</summary>
sealed class LeasedPort(SshLease lease, IForwardedPort port) : IForwardedPort
{
    int disposed;

    public string BindAddress => port.BindAddress;

    public int BindPort => port.BindPort;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        try
        {
            await port.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await lease.ReleaseAsync().ConfigureAwait(false);
        }
    }
}
