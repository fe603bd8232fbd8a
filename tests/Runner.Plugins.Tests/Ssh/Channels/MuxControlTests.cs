using Runner.Plugins.Ssh.Mux;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Channels;

public class MuxControlTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_master_says_its_process_id_and_ends_when_told_to()
    {
        await using var master = await MasterPeer.StartAsync();
        var pid = await MuxControl.AliveAsync(master.Socket, Cancel);
        (await File.ReadAllTextAsync($"/proc/{pid}/comm", Cancel)).ShouldBe("ssh\n");
        await using var connection = await master.ConnectAsync();
        await MuxControl.TerminateAsync(master.Socket, Cancel);
        await Eventually.HoldsAsync(() => connection.Lost.IsCancellationRequested, Cancel);
        var error = await Should.ThrowAsync<ConnectionFailedException>(() => connection.StartAsync(new SessionRequest.Command("true"), Cancel));
        error.Message.ShouldBe($"The SSH connection to {master.Target} was lost.");
        (await Should.ThrowAsync<ConnectionFailedException>(() => MuxControl.AliveAsync(master.Socket, Cancel))).Message.ShouldContain("is gone");
    }
}
