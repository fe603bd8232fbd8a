using Runner.Plugins.Ssh.Commands;
using Runner.Plugins.Ssh.Login;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Plugins.Ssh.Pooling;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>A connection to an SSH server, on which commands run, files are transferred and ports are forwarded.</summary>
/// <remarks>Safe to use from several threads: commands run side by side on one connection. Disposing it ends what still runs.</remarks>
public sealed partial class SshClient : IConnection
{
    readonly IAsyncDisposable? owned;

    internal SshClient(ISshTransport transport, IAsyncDisposable? owned, ConnectionNotes notes)
    {
        (Transport, Notes) = (transport, notes);
        this.owned = owned;
    }

    /// <summary>Whom it is connected to: <c>deploy@web1:22</c>.</summary>
    public string Target => Transport.Target;

    /// <summary>The user that was logged in as; null when nobody knows.</summary>
    public string? User => Transport.User;

    /// <summary>What the server says it is, such as <c>OpenSSH_9.2p1</c>; null when nobody knows.</summary>
    public string? ServerVersion => Transport.ServerVersion;

    /// <summary>Cancelled when the connection is gone, for whatever reason.</summary>
    public CancellationToken Lost => Transport.Lost;

    /// <inheritdoc/>
    public string Description => Target;

    /// <summary>What channels are opened on.</summary>
    internal ISshTransport Transport { get; }

    /// <summary>What clients of the same connection share besides it.</summary>
    internal ConnectionNotes Notes { get; }

    /// <summary>The password that sudo asks for, when a command does not say it.</summary>
    internal string? SudoPassword { get; init; }

    /// <summary>How long the start of a command may take, and its end once it was asked to.</summary>
    internal CommandLimits Limits { get; set; } = CommandLimits.Standard;

    /// <summary>A client that works as this one does, on another connection with the same login. It owns nothing.</summary>
    internal SshClient On(ISshTransport transport) => new(transport, null, Notes) { SudoPassword = SudoPassword, Limits = Limits };

    /// <summary>Connects and logs in.</summary>
    /// <param name="options">To which host, and how.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="DnsResolutionException">The name does not resolve.</exception>
    /// <exception cref="ConnectionFailedException">Nobody answers there, or the connection was cut.</exception>
    /// <exception cref="NetworkTimeoutException">It took longer than <see cref="SshOptions.ConnectTimeout"/>.</exception>
    /// <exception cref="AuthenticationException">The server let nobody in, or its key is not the one it should be.</exception>
    /// <exception cref="SshException">Anything else that went wrong with SSH, such as no client on this machine.</exception>
    public static async Task<SshClient> ConnectAsync(SshOptions options, CancellationToken cancel = default)
    {
        var transport = await OpenSshConnection.ConnectAsync(options, cancel).ConfigureAwait(false);
        return new(transport, transport, new(options));
    }

    /// <summary>A client of whoever names it, on a connection that others of this process may use too.</summary>
    internal static async Task<SshClient> OpenAsync(HostLogin login, ActionContext context, CancellationToken cancel)
    {
        var lease = await context.Shared<SshConnections>().AcquireAsync(login.Options, cancel).ConfigureAwait(false);
        return new(lease, lease, lease.Notes) { SudoPassword = login.SudoPassword };
    }

    /// <summary>A client on the connection that the steps of a job share; it belongs to the job.</summary>
    internal static async ValueTask<SshClient> OfJobAsync(HostLogin login, ActionContext context, CancellationToken cancel)
    {
        var lease = await context.ForJob<SshJob>().ConnectAsync(context.Shared<SshConnections>(), login.Options, cancel).ConfigureAwait(false);
        return new(lease, null, lease.Notes) { SudoPassword = login.SudoPassword };
    }

    /// <summary>Closes the connection, and with it what still runs on it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (owned is not null) await owned.DisposeAsync().ConfigureAwait(false);
    }
}
