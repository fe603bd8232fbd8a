using Runner.Plugins.Ssh.OpenSsh;
using Runner.Plugins.Ssh.Rehearsing;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Pooling;

/// <summary>
/// The connections of this process: one for all who hold a lease on the same options, closed when the last lease is given back. Of those
/// that nothing runs on at the moment only so many stay open; the others are opened again when somebody needs them.
/// </summary>
sealed class SshConnections : IAsyncDisposable
{
    /// <summary>How many connections stay open that nothing runs on.</summary>
    public const int MostIdle = 64;

    readonly Lock gate = new();
    readonly Dictionary<string, SharedConnection> connections = [];
    readonly LinkedList<SharedConnection> idle = [];
    readonly Func<SshOptions, CancellationToken, Task<ISshTransport>> connect;
    readonly int mostIdle;
    readonly CancellationTokenSource ending = new();
    Action? rehearse;
    Task? rehearsal;

    public SshConnections() : this(OpenSshConnection.ConnectAsync, MostIdle)
    {
    }

    internal SshConnections(Func<SshOptions, CancellationToken, Task<ISshTransport>> connect, int mostIdle) => (this.connect, this.mostIdle) = (connect, mostIdle);

    /// <summary>A lease on the connection of these options, which is open when this returns.</summary>
    /// <exception cref="ActionInputException">One of the options cannot work.</exception>
    /// <exception cref="NetworkException">What happened instead.</exception>
    public async Task<SshLease> AcquireAsync(SshOptions options, CancellationToken cancel)
    {
        var key = OptionsKey.Of(options);
        SharedConnection? connection;
        lock (gate)
        {
            if (!connections.TryGetValue(key, out connection)) connections[key] = connection = new(key, options);
            connection.Leases++;
        }
        try
        {
            var transport = await UseAsync(connection, cancel).ConfigureAwait(false);
            await ReleaseAsync(connection).ConfigureAwait(false);
            return new(this, connection, transport);
        }
        catch
        {
            await GiveBackAsync(connection).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has transfers rehearsed while the first client logs in; with a connection that is open already nothing would be gained.</summary>
    public void Rehearse(bool isUpload)
    {
        // Windows has no masters, whose channels are rehearsed too.
        if (OperatingSystem.IsWindows()) return;
        lock (gate)
        {
            if (connections.Count == 0) rehearse ??= () => rehearsal ??= Task.Run(() => TransferRehearsal.RunAsync(isUpload, ending.Token));
        }
    }

    /// <summary>Closes all of them.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        if (rehearsal is not null) await rehearsal.ConfigureAwait(false);
        List<Task<ISshTransport>> open;
        lock (gate)
        {
            open = [.. connections.Values.Select(connection => connection.Detach()).OfType<Task<ISshTransport>>()];
            connections.Clear();
            idle.Clear();
        }
        await Task.WhenAll(open.Select(CloseAsync)).ConfigureAwait(false);
        ending.Dispose();
    }

    /// <summary>The open connection, which stays so until it is released; opened if it is not, or was lost.</summary>
    internal async Task<ISshTransport> UseAsync(SharedConnection connection, CancellationToken cancel)
    {
        Task<ISshTransport> opening;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(connection.Leases == 0, typeof(SshLease));
            Unlist(connection);
            connection.Users++;
            if (connection.Opening is not { } known || known.IsFaulted || known.IsCanceled) connection.Open(OpenAsync(connection.Options, null, connection.NewAttempt()));
            else if (known.IsCompletedSuccessfully && known.Result.Lost.IsCancellationRequested)
                connection.Open(OpenAsync(connection.Options, known.Result, connection.NewAttempt()));
            opening = connection.Opening!;
        }
        try
        {
            return await opening.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch
        {
            await ReleaseAsync(connection).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Nothing of this user runs on the connection any more.</summary>
    internal async Task ReleaseAsync(SharedConnection connection)
    {
        Task<ISshTransport>? surplus = null;
        lock (gate)
        {
            if (--connection.Users > 0 || connection.Opening is not { } opening) return;
            // An attempt belongs to all who wait for it, and ends with the last of them.
            if (!opening.IsCompletedSuccessfully) surplus = connection.Detach();
            else
            {
                connection.Place = idle.AddLast(connection);
                if (idle.Count > mostIdle)
                {
                    var oldest = idle.First!.Value;
                    Unlist(oldest);
                    surplus = oldest.Detach();
                }
            }
        }
        if (surplus is not null) await CloseAsync(surplus).ConfigureAwait(false);
    }

    /// <summary>A lease is not needed any more.</summary>
    internal async Task GiveBackAsync(SharedConnection connection)
    {
        Task<ISshTransport>? last = null;
        lock (gate)
        {
            if (--connection.Leases == 0)
            {
                Unlist(connection);
                if (connections.TryGetValue(connection.Key, out var known) && known == connection) connections.Remove(connection.Key);
                last = connection.Detach();
            }
        }
        if (last is not null) await CloseAsync(last).ConfigureAwait(false);
    }

    async Task<ISshTransport> OpenAsync(SshOptions options, ISshTransport? lost, CancellationToken cancel)
    {
        // Not under the lock.
        await Task.Yield();
        if (lost is not null) await lost.DisposeAsync().ConfigureAwait(false);
        return await connect(rehearse is null ? options : options with { WhileLoggingIn = Once }, cancel).ConfigureAwait(false);
    }

    void Once()
    {
        lock (gate) rehearse?.Invoke();
    }

    void Unlist(SharedConnection connection)
    {
        if (connection.Place is not { } place) return;
        idle.Remove(place);
        connection.Place = null;
    }

    static async Task CloseAsync(Task<ISshTransport> opening)
    {
        ISshTransport transport;
        try
        {
            transport = await opening.ConfigureAwait(false);
        }
        catch
        {
            // It never opened, and who waited for it knows why.
            return;
        }
        await transport.DisposeAsync().ConfigureAwait(false);
    }
}
