using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Runner.Plugins.Ssh.Spawning;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Channels;

/// <summary>What holds for channels of either transport.</summary>
public class ChannelTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothTransports]
    public async Task A_command_gets_its_input_and_gives_its_outputs_and_its_exit_code(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        var run = await transport.RunAsync("cat; echo wrong >&2; exit 3", "in\n");
        run.Output.ShouldBe("in\n");
        run.Errors.ShouldBe("wrong\n");
        run.End.ShouldBe(new(3, null));
    }

    [Theory]
    [InlineData(TransportKind.Shared, 1)]
    [InlineData(TransportKind.Spawned, 51)]
    public async Task Every_exit_code_is_told_255_too(TransportKind kind, int step)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        for (var code = 0; code <= 255; code += step) (await transport.RunAsync($"exit {code}")).End.ShouldBe(new(code, null));
    }

    [Theory]
    [InlineData(TransportKind.Shared, "KILL")]
    [InlineData(TransportKind.Shared, "TERM")]
    [InlineData(TransportKind.Spawned, SpawnedEnd.UnknownSignal)]
    public async Task A_command_that_a_signal_ended_has_no_exit_code(TransportKind kind, string told)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        (await transport.RunAsync($"kill -{(kind == TransportKind.Shared ? told : "KILL")} $$")).End.ShouldBe(new(null, told));
    }

    [Theory, BothTransports]
    public async Task Bytes_go_to_a_command_and_come_back_as_they_are(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        byte[] sent = [.. Enumerable.Range(0, 256).Select(i => (byte)i), .. RandomNumberGenerator.GetBytes(3 * 1024 * 1024 + 1)];
        await using var channel = await transport.OpenAsync("cat");
        var writing = Task.Run(async () =>
        {
            await channel.Input.WriteAsync(sent, Cancel);
            await channel.Input.DisposeAsync();
        }, Cancel);
        using var came = new MemoryStream();
        await channel.Output.CopyToAsync(came, Cancel);
        await writing;
        came.ToArray().AsSpan().SequenceEqual(sent).ShouldBeTrue();
        (await channel.End).ExitCode.ShouldBe(0);
    }

    [Theory, BothTransports]
    public async Task Output_that_nobody_reads_does_not_keep_a_channel_open(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        var channel = await transport.OpenAsync("yes");
        await channel.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await channel.Output.ReadExactlyAsync(new byte[1], Cancel));
        (await transport.RunAsync("echo on")).Output.ShouldBe("on\n");
    }

    [Theory, BothTransports]
    public async Task A_command_that_never_ends_does_not_keep_a_channel_open(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        var channel = await transport.OpenAsync("exec sleep 60");
        channel.End.IsCompleted.ShouldBeFalse();
        await channel.DisposeAsync();
        await channel.End.WaitAsync(Patience, Cancel);
        (await transport.RunAsync("echo on")).Output.ShouldBe("on\n");
    }

    [Theory, BothTransports]
    public async Task A_terminal_is_one_and_joins_the_outputs(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        var run = await ChannelRun.OfAsync(await transport.OpenAsync(new SessionRequest.Command("test -t 0 && test -t 2 && echo $TERM && echo both >&2") { Terminal = new("vt100") }));
        run.Output.ShouldBe("vt100\r\nboth\r\n");
        run.Errors.ShouldBe("");
        run.ExitCode.ShouldBe(0);
    }

    [Theory, BothTransports]
    public async Task A_terminal_that_the_server_refuses_is_an_error(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind, "PermitTTY no");
        var error = await Should.ThrowAsync<SshException>(() => transport.OpenAsync(new SessionRequest.Command("true") { Terminal = new() }));
        error.Message.ShouldEndWith("refuses to give a terminal.");
        error.Help!.ShouldContain("PermitTTY");
        (await transport.RunAsync("echo on")).Output.ShouldBe("on\n");
    }

    [Theory, BothTransports]
    public async Task A_subsystem_speaks_its_protocol(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        await using var channel = await transport.OpenAsync(new SessionRequest.Subsystem("sftp"));
        // SSH_FXP_INIT of version 3; the answer is SSH_FXP_VERSION (2).
        await channel.Input.WriteAsync(new byte[] { 0, 0, 0, 5, 1, 0, 0, 0, 3 }, Cancel);
        var answer = new byte[9];
        await channel.Output.ReadExactlyAsync(answer, Cancel);
        answer[4].ShouldBe((byte)2);
        BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(5)).ShouldBe(3u);
    }

    [Theory, BothTransports]
    public async Task A_subsystem_that_the_server_does_not_have_is_an_error(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        (await Should.ThrowAsync<SshException>(() => transport.OpenAsync(new SessionRequest.Subsystem("nothing")))).Message.ShouldContain("subsystem");
        (await transport.RunAsync("echo on")).Output.ShouldBe("on\n");
    }

    [Theory, BothTransports]
    public async Task A_server_that_allows_no_sessions_is_an_error(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind, "MaxSessions 0");
        var error = await Should.ThrowAsync<SshException>(() => transport.OpenAsync("true"));
        error.Message.ShouldContain("refuses to open a session");
        error.Message.ShouldContain("open failed");
    }

    [Theory, BothTransports]
    public async Task A_connection_that_is_lost_ends_a_command_with_an_error(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        await using var channel = await transport.OpenAsync("echo $PPID; exec sleep 60");
        var line = new byte[32];
        var count = await channel.Output.ReadAtLeastAsync(line, 1, cancellationToken: Cancel);
        using (var session = Process.GetProcessById(int.Parse(Encoding.ASCII.GetString(line, 0, count)))) session.Kill();
        var error = await Should.ThrowAsync<ConnectionFailedException>(() => channel.End.WaitAsync(Patience, Cancel));
        error.IsTransient.ShouldBeTrue();
        error.Message.ShouldContain("was lost");
        error.Target.ShouldContain($"{transport.Server.Port}");
        await Should.ThrowAsync<ConnectionFailedException>(async () => await channel.Output.ReadExactlyAsync(line, Cancel));
    }

    [Theory, BothTransports]
    public async Task Ten_commands_run_at_once(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        var runs = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => transport.RunAsync($"echo {i}; exit {i}")));
        runs.Select(run => run.ExitCode!.Value).ShouldBe(Enumerable.Range(0, 10));
        runs.Select(run => run.Output).ShouldBe(Enumerable.Range(0, 10).Select(i => $"{i}\n"));
    }

    [Theory, BothTransports]
    public async Task Reading_can_be_given_up(TransportKind kind)
    {
        await using var transport = await PeerTransport.StartAsync(kind);
        await using var channel = await transport.OpenAsync("read line; echo $line");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<OperationCanceledException>(async () => await channel.Output.ReadExactlyAsync(new byte[8], stop.Token));
        await channel.Input.WriteAsync("late\n"u8.ToArray(), Cancel);
        using var reader = new StreamReader(channel.Output);
        (await reader.ReadToEndAsync(Cancel)).ShouldBe("late\n");
    }

    [Fact]
    public async Task A_signal_reaches_the_server_which_passes_it_on_where_it_does()
    {
        await using var transport = await PeerTransport.StartAsync(TransportKind.Shared);
        await using var channel = await OpenWaitingAsync(transport);
        await channel.SignalAsync("USR1", Cancel);
        // OpenSSH sends none to processes of root, and says so in its log only.
        if (Environment.IsPrivilegedProcess) await Eventually.HoldsAsync(() => transport.Server.Log.Contains("session signalling requires privilege separation", StringComparison.Ordinal), Cancel);
        else (await channel.End.WaitAsync(Patience, Cancel)).ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task A_spawned_client_ends_for_a_signal_that_ends_commands_and_has_no_others()
    {
        await using var transport = await PeerTransport.StartAsync(TransportKind.Spawned);
        await using var channel = await OpenWaitingAsync(transport);
        (await Should.ThrowAsync<SshException>(() => channel.SignalAsync("USR1", Cancel))).Message.ShouldContain("USR1");
        await channel.SignalAsync("TERM", Cancel);
        (await channel.End.WaitAsync(Patience, Cancel)).ShouldBe(new(null, null));
    }

    static async Task<ISshChannel> OpenWaitingAsync(PeerTransport transport)
    {
        // A server that sends it nothing does not end it either: it ends with the server's process.
        var channel = await transport.OpenAsync("trap 'exit 7' USR1; echo ready; while kill -0 $PPID 2>/dev/null; do sleep 0.05; done");
        await channel.Output.ReadExactlyAsync(new byte["ready\n".Length], Cancel);
        return channel;
    }
}
