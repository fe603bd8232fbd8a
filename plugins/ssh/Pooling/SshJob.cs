using Runner.Sdk;

namespace Runner.Plugins.Ssh.Pooling;

/// <summary>The leases of one job: each of its steps uses the connection that an earlier one opened, and all are given back when it ends.</summary>
sealed class SshJob : IAsyncDisposable
{
    readonly Lock gate = new();
    readonly Dictionary<string, SshLease> leases = [];
    bool disposed;

    /// <summary>The job's connection of these options, which the job keeps: it is not the caller's to dispose.</summary>
    /// <exception cref="ActionInputException">One of the options cannot work.</exception>
    /// <exception cref="NetworkException">It could not be opened.</exception>
    public async Task<SshLease> ConnectAsync(SshConnections connections, SshOptions options, CancellationToken cancel)
    {
        var key = OptionsKey.Of(options);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (leases.TryGetValue(key, out var known)) return known;
        }
        var lease = await connections.AcquireAsync(options, cancel).ConfigureAwait(false);
        SshLease? kept;
        lock (gate)
        {
            // Another step of the job may have been as quick: one lease is enough. And a job that has ended keeps none.
            if (!leases.TryGetValue(key, out kept) && !disposed) leases[key] = kept = lease;
        }
        if (kept != lease) await lease.DisposeAsync().ConfigureAwait(false);
        return kept ?? throw new ObjectDisposedException(nameof(SshJob));
    }

    /// <summary>Gives all of them back.</summary>
    public async ValueTask DisposeAsync()
    {
        SshLease[] all;
        lock (gate)
        {
            disposed = true;
            all = [.. leases.Values];
            leases.Clear();
        }
        await Task.WhenAll(all.Select(lease => lease.DisposeAsync().AsTask())).ConfigureAwait(false);
    }
}
