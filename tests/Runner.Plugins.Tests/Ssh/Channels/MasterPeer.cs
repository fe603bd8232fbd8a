using Runner.Plugins.Ssh.Mux;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Ssh.Channels;

/// <summary>OpenSSH's client as a master (<c>ssh -M</c>) that is connected to a server of its own, and killed after the test.</summary>
sealed class MasterPeer : IAsyncDisposable
{
    readonly PeerProcess process;
    bool isDead;

    MasterPeer(SshdPeer server, PeerProcess process) => (Server, this.process) = (server, process);

    public SshdPeer Server { get; }

    /// <summary>Its ControlPath.</summary>
    public string Socket => SocketOf(Server);

    public string Target => $"{Server.Address}:{Server.Port}";

    /// <summary>What ssh wrote to its standard error.</summary>
    public string Log => process.Output;

    /// <param name="configuration">Further lines of the server's sshd_config(5).</param>
    /// <param name="options">Further options of ssh_config(5), as <c>Name=value</c>.</param>
    public static async Task<MasterPeer> StartAsync(string configuration = "", params string[] options)
    {
        var server = await SshdPeer.StartAsync(configuration);
        PeerProcess? process = null;
        try
        {
            string[] settings = [.. options, "ControlMaster=yes", $"ControlPath={SocketOf(server)}", $"UserKnownHostsFile={server.KnownHosts}", "IdentityAgent=none", "BatchMode=yes"];
            process = await PeerProcess.StartAsync("ssh", ["-F", "none", "-N", "-p", $"{server.Port}", "-i", server.ClientKey, .. settings.SelectMany(setting => new[] { "-o", setting }), server.Address], port: 0);
            await Eventually.HoldsAsync(() => File.Exists(SocketOf(server)), TestContext.Current.CancellationToken);
            return new(server, process);
        }
        catch
        {
            if (process is not null) await process.DisposeAsync();
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects to it as Runner does.</summary>
    public Task<MuxConnection> ConnectAsync() => MuxConnection.OpenAsync(Socket, Target, TestContext.Current.CancellationToken);

    /// <summary>The number of its process, as it says itself.</summary>
    public async Task<int> ProcessAsync()
    {
        using var exchange = await MuxExchange.OpenAsync(Socket, Target, TestContext.Current.CancellationToken);
        return (int)(await exchange.RequestAsync(MuxMessage.AliveCheck, null, TestContext.Current.CancellationToken)).Number;
    }

    /// <summary>Kills ssh, as the machine's user may.</summary>
    public ValueTask KillAsync() => Interlocked.Exchange(ref isDead, true) ? default : process.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await Server.DisposeAsync();
    }

    static string SocketOf(SshdPeer server) => server.Folder.At("master");
}
