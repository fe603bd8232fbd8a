using Runner.Plugins.Ssh.Mux;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>A connection that an OpenSSH client makes and holds, with channels through its socket.</summary>
sealed class MasterTransport : ISshTransport
{
    readonly Master master;
    readonly MuxConnection channels;
    readonly string program;
    int disposed;

    MasterTransport(Master master, MuxConnection channels, string program) => (this.master, this.channels, this.program) = (master, channels, program);

    public string Target => master.Target;

    public string? ServerVersion => master.ServerVersion;

    public string? User => master.User;

    public CancellationToken Lost => channels.Lost;

    /// <summary>The master's process, for those who look whether it has gone.</summary>
    internal int Process => master.Process;

    /// <summary>The master's socket, for the same.</summary>
    internal string Socket => master.Socket;

    /// <summary>Connects and logs in.</summary>
    /// <inheritdoc cref="Master.LaunchAsync"/>
    public static async Task<MasterTransport> ConnectAsync(SshOptions options, CancellationToken cancel)
    {
        var master = await Master.LaunchAsync(options, cancel).ConfigureAwait(false);
        try
        {
            return new(master, await MuxConnection.OpenAsync(master.Socket, master.Target, cancel).ConfigureAwait(false), SshProgram.Find(master.Target, options.SearchPath).Path);
        }
        catch
        {
            await master.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public bool HasWideChannels => true;

    public async Task<ISshChannel> OpenAsync(SessionRequest request, CancellationToken cancel) => request is SessionRequest.Subsystem { IsWide: true } wide
        ? PipedChannel.Start(program, master.Socket, Target, wide.Name, Lost)
        : await channels.StartAsync(request, cancel).ConfigureAwait(false);

    public Task<IForwardedPort> ForwardAsync(ForwardRequest request, CancellationToken cancel) =>
        MuxForwards.OpenAsync(master.Socket, master.Target, request, cancel);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        // The channels first: a master that ends under them would make their end look like a loss.
        await channels.DisposeAsync().ConfigureAwait(false);
        await master.DisposeAsync().ConfigureAwait(false);
    }
}
