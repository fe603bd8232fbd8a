using Runner.Plugins.Ssh.OpenSsh;
using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Pooling;

/// <summary>
/// A second connection with the login of another one, for what cannot wait until that has a session left. It is opened for the first
/// who needs it, shared by all who do meanwhile, and closed after the last.
/// </summary>
/// <param name="options">The login.</param>
sealed class SpareConnection(SshOptions options)
{
    readonly Lock gate = new();
    Task<ISshTransport>? opening;
    Action? giveUp;
    int users;

    /// <summary>Works on it.</summary>
    /// <exception cref="Sdk.NetworkException">There is no second connection, or it is lost.</exception>
    public async Task<T> UseAsync<T>(Func<ISshTransport, Task<T>> work, CancellationToken cancel)
    {
        Task<ISshTransport> mine;
        lock (gate)
        {
            if (users++ == 0)
            {
                var attempt = new CancellationTokenSource();
                giveUp = () => _ = attempt.CancelAsync();
                opening = OpenAsync(attempt.Token);
            }
            mine = opening!;
        }
        try
        {
            return await work(await mine.WaitAsync(cancel).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    async Task<ISshTransport> OpenAsync(CancellationToken cancel)
    {
        // Not under the lock.
        await Task.Yield();
        // Who needs it was warned of its options when the first was opened.
        return await OpenSshConnection.ConnectAsync(options with { OnWarning = null }, cancel).ConfigureAwait(false);
    }

    async ValueTask LeaveAsync()
    {
        Task<ISshTransport> last;
        lock (gate)
        {
            if (--users > 0) return;
            last = opening!;
            if (!last.IsCompleted) giveUp!();
        }
        await ((Task)last).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Whoever waited for one that never opened knows why.
        if (last.IsCompletedSuccessfully) await (await last.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }
}
