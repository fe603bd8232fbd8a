using System.Diagnostics;
using System.Security.Cryptography;
using Runner.Plugins.Ssh.Channels;
using Runner.Plugins.Ssh.Mux;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Channels;

/// <summary>Much data, and connections that end in the midst of it.</summary>
public class FlowTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_megabytes_for_a_slow_reader_are_held_up_at_the_other_side()
    {
        await using var master = await MasterPeer.StartAsync();
        await using var connection = await master.ConnectAsync();
        const int Size = 100_000_000;
        await using var channel = (SessionChannel)await connection.StartAsync(new SessionRequest.Command($"head -c {Size} /dev/zero; echo end >&2"), Cancel);
        var piece = new byte[1_000_000];
        long read = 0, most = 0;
        for (int count; (count = await channel.Output.ReadAsync(piece, Cancel)) > 0; read += count)
        {
            if (read < 20_000_000) await Task.Delay(2, Cancel);
            most = Math.Max(most, channel.Unread);
        }
        read.ShouldBe(Size);
        most.ShouldBeInRange(1, ChannelSize.Window);
        using var errors = new StreamReader(channel.Error);
        (await errors.ReadToEndAsync(Cancel)).ShouldBe("end\n");
        (await channel.End).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_channel_that_is_not_read_does_not_hold_up_others()
    {
        await using var master = await MasterPeer.StartAsync();
        await using var connection = await master.ConnectAsync();
        await using var unread = (SessionChannel)await connection.StartAsync(new SessionRequest.Command("yes"), Cancel);
        await Eventually.HoldsAsync(() => unread.Unread == ChannelSize.Window, Cancel);
        (await RunAsync(connection, "head -c 5000000 /dev/zero")).Bytes.Length.ShouldBe(5_000_000);
        unread.Unread.ShouldBe(ChannelSize.Window);
    }

    [Fact]
    public async Task An_output_that_is_given_up_does_not_hold_up_the_other()
    {
        await using var master = await MasterPeer.StartAsync();
        await using var connection = await master.ConnectAsync();
        await using var channel = await connection.StartAsync(new SessionRequest.Command("head -c 10000000 /dev/zero >&2; echo end"), Cancel);
        await channel.Error.DisposeAsync();
        using var output = new StreamReader(channel.Output);
        (await output.ReadToEndAsync(Cancel)).ShouldBe("end\n");
    }

    [Fact]
    public async Task Input_waits_for_a_command_that_does_not_read_it()
    {
        await using var master = await MasterPeer.StartAsync();
        await using var connection = await master.ConnectAsync();
        await using var channel = await connection.StartAsync(new SessionRequest.Command("exec sleep 60"), Cancel);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            for (var i = 0; i < 100; i++) await channel.Input.WriteAsync(new byte[1_000_000], stop.Token);
        });
    }

    [Theory]
    [InlineData("exec 0<&-; sleep 60")]
    [InlineData("exit 0")]
    public async Task Writing_to_a_command_that_reads_no_more_is_an_error(string command)
    {
        await using var master = await MasterPeer.StartAsync();
        await using var connection = await master.ConnectAsync();
        await using var channel = await connection.StartAsync(new SessionRequest.Command(command), Cancel);
        await Should.ThrowAsync<IOException>(async () =>
        {
            for (var i = 0; i < 100; i++) await channel.Input.WriteAsync(new byte[1_000_000], Cancel);
        }).WaitAsync(Patience, Cancel);
        (await RunAsync(connection, "echo on")).Output.ShouldBe("on\n");
    }

    [Fact]
    public async Task Keys_are_exchanged_again_while_data_flows_both_ways()
    {
        await using var master = await MasterPeer.StartAsync("RekeyLimit 1M", "RekeyLimit=1M");
        await using var connection = await master.ConnectAsync();
        var sent = RandomNumberGenerator.GetBytes(5_000_000);
        var echoes = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            await using var channel = await connection.StartAsync(new SessionRequest.Command("cat"), Cancel);
            var writing = Task.Run(async () =>
            {
                await channel.Input.WriteAsync(sent, Cancel);
                await channel.Input.DisposeAsync();
            }, Cancel);
            using var came = new MemoryStream();
            await channel.Output.CopyToAsync(came, Cancel);
            await writing;
            return came.ToArray();
        }));
        foreach (var echo in echoes) echo.AsSpan().SequenceEqual(sent).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_cut_at_any_moment_ends_everything_with_one_error(bool isMasterCut)
    {
        var random = new Random(isMasterCut ? 1 : 2);
        for (var turn = 0; turn < 10; turn++)
        {
            await using var master = await MasterPeer.StartAsync("MaxSessions 5");
            await using var connection = await master.ConnectAsync();
            var server = int.Parse((await RunAsync(connection, "echo $PPID")).Output);
            var work = Enumerable.Range(0, 8).Select(i => WorkAsync(connection, i)).ToArray();
            await Task.Delay(random.Next(60), Cancel);
            if (isMasterCut) await master.KillAsync();
            else using (var session = Process.GetProcessById(server)) session.Kill();
            foreach (var one in work)
            {
                var error = await Should.ThrowAsync<ConnectionFailedException>(one.WaitAsync(Patience, Cancel));
                error.IsTransient.ShouldBeTrue();
                error.Target.ShouldBe(master.Target);
            }
            await Eventually.HoldsAsync(() => connection.Lost.IsCancellationRequested, Cancel);
            await Should.ThrowAsync<ConnectionFailedException>(() => connection.StartAsync(new SessionRequest.Command("true"), Cancel));
        }
    }

    /// <summary>Works until it cannot.</summary>
    static async Task WorkAsync(MuxConnection connection, int kind)
    {
        while (true)
        {
            if (kind % 2 == 0)
            {
                await RunAsync(connection, "head -c 2000000 /dev/zero; exit 3");
                continue;
            }
            await using var channel = await connection.StartAsync(new SessionRequest.Command("cat"), Cancel);
            var reading = channel.Output.CopyToAsync(Stream.Null, Cancel);
            try
            {
                for (var i = 0; i < 20; i++) await channel.Input.WriteAsync(new byte[100_000], Cancel);
                await channel.Input.DisposeAsync();
            }
            finally
            {
                await reading;
            }
            await channel.End;
        }
    }

    static async Task<ChannelRun> RunAsync(MuxConnection connection, string command) =>
        await ChannelRun.OfAsync(await connection.StartAsync(new SessionRequest.Command(command), Cancel));
}
