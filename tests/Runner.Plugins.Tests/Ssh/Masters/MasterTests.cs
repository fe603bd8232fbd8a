using Runner.Plugins.Ssh.Masters;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Ssh.Masters;

public class MasterTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_master_logs_in_and_leaves_nothing_when_it_is_closed()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var master = await Master.LaunchAsync(sshd.Options, Cancel);
        master.User.ShouldBe(Environment.UserName);
        master.Target.ShouldBe($"{Environment.UserName}@127.0.0.1:{sshd.Port}");
        master.ServerVersion.ShouldNotBeNull().ShouldStartWith("OpenSSH_");
        File.Exists(master.Socket).ShouldBeTrue();
        Processes.IsAlive(master.Process).ShouldBeTrue();
        await master.DisposeAsync();
        File.Exists(master.Socket).ShouldBeFalse();
        await Eventually.HoldsAsync(() => !Processes.IsAlive(master.Process), Cancel);
    }

    [Fact]
    public async Task A_master_that_does_not_end_when_told_is_killed()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var master = await Master.LaunchAsync(sshd.Options, Cancel);
        (await ProgramRun.ToEndAsync("kill", "", "-STOP", $"{master.Process}")).ExitCode.ShouldBe(0);
        await master.DisposeAsync();
        await Eventually.HoldsAsync(() => !Processes.IsAlive(master.Process), Cancel);
        File.Exists(master.Socket).ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_runs_commands_of_the_user_that_logged_in()
    {
        await using var sshd = await SshdPeer.StartAsync();
        await using var transport = await OpenSshConnection.ConnectAsync(sshd.Options with { User = Environment.UserName }, Cancel);
        (await LoginRun.OutputAsync(transport, "id -un")).ShouldBe($"{Environment.UserName}\n");
        transport.Lost.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task Lines_of_the_configuration_that_forward_ports_do_not_disturb()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var taken = PeerProcess.FreePort();
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, taken);
        listener.Start();
        var config = sshd.Folder.Write("config", $"""
            Host *
              LocalForward 127.0.0.1:{taken} 127.0.0.1:1
              ExitOnForwardFailure yes
              RemoteCommand false
              RequestTTY force
              ControlPath {sshd.Folder.At("users")}
              LogLevel QUIET
            """);
        (await LoginRun.OutputAsync(sshd.Options with { Config = config })).ShouldBe("in\n");
    }

    [Fact]
    public async Task A_cancelled_login_leaves_nothing()
    {
        await using var silent = RawPeer.Start(static async (connection, cancel) => await Task.Delay(Timeout.Infinite, cancel));
        var options = new Runner.Plugins.Ssh.SshOptions { Host = "127.0.0.1", Port = silent.Port, Config = "none", Agent = "none", ConnectTimeout = TimeSpan.FromMinutes(5) };
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var connecting = OpenSshConnection.ConnectAsync(options, cancel.Token);
        await Eventually.HoldsAsync(() => Processes.With($"-p\0{silent.Port}").Count > 0, Cancel);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(connecting);
        Processes.With($"-p\0{silent.Port}").ShouldBeEmpty();
    }

    [Fact]
    public async Task Cut_connections_leave_no_process_no_file_and_no_descriptor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        await using var sshd = await SshdPeer.StartAsync("MaxStartups 100:100:100");
        // What is loaded once is loaded before the count.
        await CutAsync(sshd);
        var before = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        for (var round = 0; round < 5; round++) await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => CutAsync(sshd)));
        // Tests beside this one open some too.
        await Eventually.HoldsAsync(() => Directory.GetFileSystemEntries("/proc/self/fd").Length < before + 50, Cancel);
    }

    static async Task CutAsync(SshdPeer sshd)
    {
        var transport = (MasterTransport)await OpenSshConnection.ConnectAsync(sshd.Options, Cancel);
        await using (transport)
        {
            var session = await LoginRun.OutputAsync(transport, "echo $PPID");
            (await ProgramRun.ToEndAsync("kill", "", "-KILL", session.Trim())).ExitCode.ShouldBe(0);
            var lost = new TaskCompletionSource();
            await using var registration = transport.Lost.Register(lost.SetResult);
            await lost.Task.WaitAsync(Cancel);
            await Should.ThrowAsync<Runner.Sdk.NetworkException>(() => transport.OpenAsync(new SessionRequest.Command("true"), Cancel));
        }
        await Eventually.HoldsAsync(() => !Processes.IsAlive(transport.Process), Cancel);
        File.Exists(transport.Socket).ShouldBeFalse();
    }
}
