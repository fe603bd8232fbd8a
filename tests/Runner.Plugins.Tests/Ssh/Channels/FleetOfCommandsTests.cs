using System.Text;
using Runner.Plugins.Ssh.Mux;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Channels;

/// <summary>Many channels on one connection, and what a server allows at once.</summary>
public class FleetOfCommandsTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_commands_run_at_once_where_the_server_allows_them()
    {
        await using var master = await MasterPeer.StartAsync("MaxSessions 50");
        await using var connection = await master.ConnectAsync();
        // None ends before all have begun: they wait for a file that the last makes.
        var file = master.Server.Folder.At("all");
        var runs = Enumerable.Range(0, 50).Select(async i =>
        {
            var channel = await connection.StartAsync(new SessionRequest.Command($"echo {i}; until test -e {file}; do sleep 0.1; done; exit {i}"), Cancel);
            var line = new byte[$"{i}\n".Length];
            await channel.Output.ReadExactlyAsync(line, Cancel);
            return (channel, line);
        });
        var begun = await Task.WhenAll(runs);
        await File.WriteAllTextAsync(file, "", Cancel);
        for (var i = 0; i < 50; i++)
        {
            Encoding.ASCII.GetString(begun[i].line).ShouldBe($"{i}\n");
            (await ChannelRun.OfAsync(begun[i].channel)).ExitCode.ShouldBe(i);
        }
        connection.ChannelCount.ShouldBe(0);
    }

    [Fact]
    public async Task Commands_wait_for_others_where_the_server_allows_three_and_start_in_order()
    {
        await using var master = await MasterPeer.StartAsync("MaxSessions 3");
        await using var connection = await master.ConnectAsync();
        var file = master.Server.Folder.At("order");
        var runs = Enumerable.Range(0, 20).Select(i => RunAsync(connection, $"echo {i} >> {file}; sleep 0.05; exit {i}")).ToArray();
        (await Task.WhenAll(runs).WaitAsync(Patience, Cancel)).Select(run => run.ExitCode!.Value).ShouldBe(Enumerable.Range(0, 20));
        var order = (await File.ReadAllLinesAsync(file, Cancel)).Select(int.Parse).ToArray();
        order.Order().ShouldBe(Enumerable.Range(0, 20));
        // Three run at once: none is overtaken by more than those that run beside it.
        for (var i = 0; i < order.Length; i++) Math.Abs(order[i] - i).ShouldBeLessThanOrEqualTo(3);
        (await master.ProcessAsync()).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_command_that_waits_for_others_can_be_given_up()
    {
        await using var master = await MasterPeer.StartAsync("MaxSessions 1");
        await using var connection = await master.ConnectAsync();
        await using var first = await connection.StartAsync(new SessionRequest.Command("cat"), Cancel);
        using var stop = new CancellationTokenSource();
        var second = connection.StartAsync(new SessionRequest.Command("echo second"), stop.Token);
        var third = RunAsync(connection, "echo third");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        await first.Input.DisposeAsync();
        (await third.WaitAsync(Patience, Cancel)).Output.ShouldBe("third\n");
        connection.ChannelCount.ShouldBe(0);
    }

    [Fact]
    public async Task Commands_that_were_given_up_while_they_were_started_leave_nothing_behind()
    {
        await using var master = await MasterPeer.StartAsync("MaxSessions 4");
        await using var connection = await master.ConnectAsync();
        var random = new Random(1);
        for (var i = 0; i < 40; i++)
        {
            using var stop = new CancellationTokenSource();
            var starting = connection.StartAsync(new SessionRequest.Command("true"), stop.Token);
            if (random.Next(3) > 0) await Task.Delay(random.Next(4), Cancel);
            await stop.CancelAsync();
            try
            {
                await (await starting).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                // As wanted.
            }
        }
        await Eventually.HoldsAsync(() => connection.ChannelCount == 0, Cancel);
        (await RunAsync(connection, "echo on")).Output.ShouldBe("on\n");
    }

    [Fact]
    public async Task A_server_whose_only_session_is_held_by_a_command_that_was_given_up_says_so()
    {
        await using var master = await MasterPeer.StartAsync("MaxSessions 1");
        await using var connection = await master.ConnectAsync();
        await using (await connection.StartAsync(new SessionRequest.Command("exec sleep 60"), Cancel))
        {
        }
        foreach (var refused in Enumerable.Range(0, 3).Select(_ => RunAsync(connection, "true")).ToArray())
        {
            var error = await Should.ThrowAsync<SshException>(() => refused.WaitAsync(Patience, Cancel));
            error.Message.ShouldContain("open failed");
            error.Help!.ShouldContain("given up");
        }
    }

    [Fact]
    public async Task Leaving_while_sessions_are_opened_leaves_the_master_alone()
    {
        await using var master = await MasterPeer.StartAsync("MaxSessions 100");
        for (var i = 0; i < 5; i++)
        {
            var connection = await master.ConnectAsync();
            var starting = Enumerable.Range(0, 20).Select(_ => connection.StartAsync(new SessionRequest.Command("head -c 3000000 /dev/zero"), Cancel)).ToArray();
            if (i > 0) await Task.Delay(3 * i, Cancel);
            await connection.DisposeAsync();
            foreach (var start in starting)
            {
                try
                {
                    await Should.ThrowAsync<ConnectionFailedException>((await start).End.WaitAsync(Patience, Cancel));
                }
                catch (ConnectionFailedException exception)
                {
                    exception.Message.ShouldEndWith("was closed.");
                }
            }
            connection.Lost.IsCancellationRequested.ShouldBeTrue();
        }
        (await master.ProcessAsync()).ShouldBeGreaterThan(1);
        await using var another = await master.ConnectAsync();
        (await RunAsync(another, "echo on")).Output.ShouldBe("on\n");
    }

    [Fact]
    public async Task Hundreds_of_commands_leave_no_descriptor_behind()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("descriptors are counted in /proc");
        await using var master = await MasterPeer.StartAsync();
        var pid = await master.ProcessAsync();
        int Descriptors() => Directory.GetFiles($"/proc/{pid}/fd").Length;
        await using var connection = await master.ConnectAsync();
        await RunAsync(connection, "true");
        // Other tests have descriptors in this process: the master's are counted, whose every one for a client is one of ours too.
        var before = Descriptors();
        for (var i = 0; i < 500; i++) (await RunAsync(connection, $"exit {i % 256}")).ExitCode.ShouldBe(i % 256);
        Descriptors().ShouldBe(before);
        connection.ChannelCount.ShouldBe(0);
    }

    static async Task<ChannelRun> RunAsync(MuxConnection connection, string command) =>
        await ChannelRun.OfAsync(await connection.StartAsync(new SessionRequest.Command(command), Cancel));
}
