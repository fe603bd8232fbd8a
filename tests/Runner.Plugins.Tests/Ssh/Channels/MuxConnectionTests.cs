using Runner.Plugins.Ssh.Mux;
using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Tests.Ssh.Channels;

public class MuxConnectionTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_gets_its_input_and_gives_its_outputs_and_its_exit_code()
    {
        await using var master = await MasterPeer.StartAsync();
        await using var connection = await master.ConnectAsync();
        var channel = await connection.StartAsync(new SessionRequest.Command("cat; echo wrong >&2; exit 3"), Cancel);
        var run = await ChannelRun.OfAsync(channel, "in\n");
        run.Output.ShouldBe("in\n");
        run.Errors.ShouldBe("wrong\n");
        run.End.ShouldBe(new(3, null));
    }

    [Fact]
    public async Task Fifty_commands_run_at_once_where_the_server_allows_ten()
    {
        await using var master = await MasterPeer.StartAsync();
        await using var connection = await master.ConnectAsync();
        var runs = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
            await ChannelRun.OfAsync(await connection.StartAsync(new SessionRequest.Command($"echo {i}; exit {i}"), Cancel))));
        runs.Select(run => run.ExitCode!.Value).ShouldBe(Enumerable.Range(0, 50));
        runs.Select(run => run.Output).ShouldBe(Enumerable.Range(0, 50).Select(i => $"{i}\n"));
    }

    [Fact]
    public async Task A_master_says_its_process_id_and_ends_when_told_to()
    {
        await using var master = await MasterPeer.StartAsync();
        (await MuxControl.AliveAsync(master.Socket, Cancel)).ShouldBeGreaterThan(1);
        await using var connection = await master.ConnectAsync();
        await MuxControl.TerminateAsync(master.Socket, Cancel);
        await Should.ThrowAsync<Runner.Sdk.ConnectionFailedException>(async () =>
        {
            await Peers.Eventually.HoldsAsync(() => connection.Lost.IsCancellationRequested, Cancel);
            await connection.StartAsync(new SessionRequest.Command("true"), Cancel);
        });
    }
}
