using Runner.Plugins.Ssh.Mux;
using Runner.Plugins.Ssh.Spawning;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Ssh.Channels;

/// <summary>What connects to a server: what holds for channels holds for both.</summary>
public enum TransportKind
{
    /// <summary>Through a master's socket.</summary>
    Shared,

    /// <summary>With a client for each channel.</summary>
    Spawned,
}

/// <summary>A transport and the server that it is connected to.</summary>
sealed class PeerTransport : IAsyncDisposable
{
    readonly MasterPeer? master;
    readonly MuxConnection? connection;
    readonly SpawnedTransport? spawned;

    PeerTransport(SshdPeer server, MasterPeer? master, MuxConnection? connection, SpawnedTransport? spawned) =>
        (Server, this.master, this.connection, this.spawned) = (server, master, connection, spawned);

    public SshdPeer Server { get; }

    public static async Task<PeerTransport> StartAsync(TransportKind kind, string configuration = "")
    {
        if (kind == TransportKind.Shared)
        {
            var master = await MasterPeer.StartAsync(configuration);
            return new(master.Server, master, await master.ConnectAsync(), null);
        }
        var server = await SshdPeer.StartAsync(configuration);
        return new(server, null, null, await SpawnedTransport.ConnectAsync(server.Options, TestContext.Current.CancellationToken));
    }

    public Task<ISshChannel> OpenAsync(SessionRequest request) =>
        connection?.StartAsync(request, TestContext.Current.CancellationToken) ?? spawned!.OpenAsync(request, TestContext.Current.CancellationToken);

    public Task<ISshChannel> OpenAsync(string command) => OpenAsync(new SessionRequest.Command(command));

    public async Task<ChannelRun> RunAsync(string command, string input = "") => await ChannelRun.OfAsync(await OpenAsync(command), input);

    public Task<IForwardedPort> ForwardAsync(ForwardRequest request) => spawned is null
        ? MuxForwards.OpenAsync(master!.Socket, master.Target, request, TestContext.Current.CancellationToken)
        : spawned.ForwardAsync(request, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (connection is not null) await connection.DisposeAsync();
        if (spawned is not null) await spawned.DisposeAsync();
        if (master is not null) await master.DisposeAsync();
        else await Server.DisposeAsync();
    }
}
