using Runner.Plugins.Ssh.Masters;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Channels;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Masters;

public class MasterControlTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_master_says_its_process_id_and_ends_when_told_to()
    {
        await using var master = await MasterPeer.StartAsync();
        var control = await MasterControl.OpenAsync(master.Socket, master.Target, Cancel);
        (await File.ReadAllTextAsync($"/proc/{control.Process}/comm", Cancel)).ShouldBe("ssh\n");
        await using var connection = await master.ConnectAsync();
        await control.DisposeAsync();
        File.Exists(master.Socket).ShouldBeFalse();
        await Eventually.HoldsAsync(() => connection.Lost.IsCancellationRequested, Cancel);
        var error = await Should.ThrowAsync<ConnectionFailedException>(() => connection.StartAsync(new SessionRequest.Command("true"), Cancel));
        error.Message.ShouldBe($"The SSH connection to {master.Target} was lost.");
        (await Should.ThrowAsync<ConnectionFailedException>(() => MasterControl.OpenAsync(master.Socket, master.Target, Cancel))).Message.ShouldContain("is gone");
    }
}
