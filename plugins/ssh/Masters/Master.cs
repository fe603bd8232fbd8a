using Runner.Plugins.Ssh.Errors;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>
/// An OpenSSH client in the background that has logged in and shares its connection through a socket (ControlMaster). It ends when it is
/// disposed, and when Runner was killed (<see cref="OrphanWatch"/>); and by itself a few seconds after the last user of its socket has gone.
/// </summary>
sealed class Master : IAsyncDisposable
{
    /// <summary>How many seconds it stays without anybody who uses it.</summary>
    const string IdleSeconds = "10";

    readonly ClientProcess client;
    readonly MasterControl control;

    Master(ClientProcess client, MasterControl control, string socket, string target, LoginLog log)
    {
        (this.client, this.control, Socket, Target) = (client, control, socket, target);
        (User, ServerVersion) = (log.User, log.ServerVersion);
    }

    /// <summary>The path of the socket.</summary>
    public string Socket { get; }

    /// <summary>Whom it is connected to: <c>deploy@web1:22</c>.</summary>
    public string Target { get; }

    /// <summary>The user that it logged in as; null when the client did not say.</summary>
    public string? User { get; }

    /// <summary>What the server says it is; null when the client did not say.</summary>
    public string? ServerVersion { get; }

    /// <summary>The number of its process.</summary>
    public int Process => control.Process;

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="ActionInputException">One of the options cannot work.</exception>
    /// <exception cref="NetworkException">What happened instead.</exception>
    public static async Task<Master> LaunchAsync(SshOptions options, CancellationToken cancel)
    {
        TimeLimit.Checked(options.KeepAlive, "keep-alive", orZero: true);
        using var limit = new TimeLimit(TimeLimit.Checked(options.ConnectTimeout, "connect-timeout"), TimeProvider.System, cancel);
        var target = SshTarget.Of(options);
        var folder = ControlFolder.Open(target);
        var socket = folder.NewPath('m');
        var launch = await SshLaunch.PrepareAsync(
            options,
            ["-v", "-M", "-N", "-f", "-S", socket.Replace("%", "%%", StringComparison.Ordinal), "-o", $"ControlPersist={IdleSeconds}", "-o", "ClearAllForwardings=yes"],
            [],
            cancel).ConfigureAwait(false);
        await using (launch.ConfigureAwait(false))
        {
            var client = ClientProcess.Start(launch);
            try
            {
                options.WhileLoggingIn?.Invoke();
                OrphanWatch.Start(folder, launch.Start.FileName, target);
                if (!await client.LogsInAsync(launch.Unanswerable, limit.Token).ConfigureAwait(false)) throw launch.Failure(client.Words);
                var log = LoginLog.Read(client.Words, options);
                RequirePinned(options, log, target);
                var control = await MasterControl.OpenAsync(socket, target, limit.Token).ConfigureAwait(false);
                return new(client, control, socket, SshTarget.Name(log.User ?? options.User, options.Host, options.Port ?? log.Port), log);
            }
            catch (Exception failure)
            {
                await AbandonAsync(client, socket, target).ConfigureAwait(false);
                if (failure is OperationCanceledException && limit.IsOver) throw TooLate(target, options, client.Words, failure);
                throw;
            }
        }
    }

    /// <summary>Closes the connection, and with it what still runs on it.</summary>
    public async ValueTask DisposeAsync()
    {
        await control.DisposeAsync().ConfigureAwait(false);
        await client.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Leaves nothing of a login that came to nothing, also when it had just come to something.</summary>
    static async Task AbandonAsync(ClientProcess client, string socket, string target)
    {
        await client.KillAsync().ConfigureAwait(false);
        await client.DisposeAsync().ConfigureAwait(false);
        if (!File.Exists(socket)) return;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await (await MasterControl.OpenAsync(socket, target, limit.Token).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NetworkException or OperationCanceledException)
        {
            // Nobody is there; or whoever is goes by itself.
            File.Delete(socket);
        }
    }

    /// <summary>The client has compared the key; that it has is worth a second look.</summary>
    static void RequirePinned(SshOptions options, LoginLog log, string target)
    {
        if (options.HostKey.Fingerprint is not { } wanted || log.HostKey?.EndsWith($" {wanted}", StringComparison.Ordinal) == true) return;
        throw new SshException(target, $"{target} shows another host key than the one of `host-key`: {log.HostKey ?? "none that the client told"}, and not {wanted}.");
    }

    static NetworkException TooLate(string target, SshOptions options, string words, Exception cause)
    {
        var log = LoginLog.Read(words, options);
        if (log.ServerVersion is null && log.Banner.Count > 0) return ProtocolFailure.NoServer(target, $"for {Words.Duration(options.ConnectTimeout)} it said other things, and first {Words.Quote(log.Banner[0])}");
        var how = log.Tried.Count > 0 ? $"it did not finish logging in (tried: {string.Join(", ", log.Tried)})"
            : log.ServerVersion is not null ? "it did not finish the exchange of keys"
            : log.IsConnected ? "it accepted the connection and then said nothing"
            : "it did not answer";
        return new NetworkTimeoutException(target, $"No connection to {target} within {Words.Duration(options.ConnectTimeout)}: {(log.Proxy is null || log.HasReachedHost ? how : "the way to it was not opened")}.", cause)
        {
            Help = log.IsConnected ? "Is it an SSH server that listens there, and is it busy? `connect-timeout` waits longer."
                : "Is the host up, and does a firewall let this port through? `connect-timeout` waits longer.",
        };
    }
}
