using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Ssh.Commands;

/// <summary>A client that is connected to a server of its own.</summary>
sealed class ClientPeer : IAsyncDisposable
{
    ClientPeer(SshdPeer server, SshClient client) => (Server, Client) = (server, client);

    public SshClient Client { get; }

    public SshdPeer Server { get; }

    /// <param name="configuration">Further lines of the server's sshd_config(5).</param>
    /// <param name="user">The account to log in as; null for the one that runs the tests.</param>
    public static async Task<ClientPeer> StartAsync(string configuration = "", string? user = null)
    {
        var server = await SshdPeer.StartAsync(configuration);
        try
        {
            // Another account must be able to read the file with its keys.
            if (user is not null && !OperatingSystem.IsWindows()) File.SetUnixFileMode(server.Folder.Path, File.GetUnixFileMode(server.Folder.Path) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
            var client = await SshClient.ConnectAsync(server.Options with { User = user }, TestContext.Current.CancellationToken);
            // Others' tests keep the machine busy when a start is slow; and whoever is deaf to SIGTERM stays so however long one waits.
            client.Limits = new() { Start = TimeSpan.FromMinutes(2), Grace = TimeSpan.FromMilliseconds(500) };
            return new(server, client);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
