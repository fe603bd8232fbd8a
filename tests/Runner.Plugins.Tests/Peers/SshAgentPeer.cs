namespace Runner.Plugins.Tests.Peers;

/// <summary>An ssh-agent of the test's own.</summary>
sealed class SshAgentPeer : IAsyncDisposable
{
    readonly PeerFolder folder;
    readonly PeerProcess process;

    SshAgentPeer(PeerFolder folder, PeerProcess process) => (this.folder, this.process) = (folder, process);

    public string Socket => folder.At("agent");

    /// <summary>Starts one with these private keys.</summary>
    public static async Task<SshAgentPeer> StartAsync(params string[] keys)
    {
        var folder = new PeerFolder();
        var agent = new SshAgentPeer(folder, await PeerProcess.StartAsync("ssh-agent", ["-D", "-a", folder.At("agent")], port: 0));
        try
        {
            await Eventually.HoldsAsync(() => File.Exists(agent.Socket), TestContext.Current.CancellationToken);
            foreach (var key in keys)
            {
                var added = await ProgramRun.ToEndAsync("env", "", $"SSH_AUTH_SOCK={agent.Socket}", "ssh-add", key);
                added.ExitCode.ShouldBe(0, added.Text);
            }
            return agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }
}
