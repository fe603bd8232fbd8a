using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.Mux;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Channels;

namespace Runner.Plugins.Tests.Ssh.Commands;

/// <summary>A client that is connected to a server of its own.</summary>
sealed class ClientPeer : IAsyncDisposable
{
    readonly MasterPeer master;

    ClientPeer(MasterPeer master, SshClient client) => (this.master, Client) = (master, client);

    public SshClient Client { get; }

    public SshdPeer Server => master.Server;

    public static async Task<ClientPeer> StartAsync(string configuration = "")
    {
        var master = await MasterPeer.StartAsync(configuration);
        var transport = new Transport(await master.ConnectAsync(), master);
        return new(master, new SshClient(transport, transport));
    }

    public ValueTask KillConnectionAsync() => master.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await master.DisposeAsync();
    }

    sealed class Transport(MuxConnection mux, MasterPeer master) : ISshTransport
    {
        public string Target => $"{Environment.UserName}@{master.Target}";
        public string? ServerVersion => "OpenSSH_9.2p1 Debian";
        public string? User => Environment.UserName;
        public CancellationToken Lost => mux.Lost;
        public Task<ISshChannel> OpenAsync(SessionRequest request, CancellationToken cancel) => mux.StartAsync(request, cancel);
        public Task<IForwardedPort> ForwardAsync(ForwardRequest request, CancellationToken cancel) => throw new NotSupportedException();
        public ValueTask DisposeAsync() => mux.DisposeAsync();
    }
}
