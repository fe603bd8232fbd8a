using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.Masters;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Plugins.Ssh.Pooling;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Masters;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Pooling;

public class SshConnectionsTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_users_at_the_same_time_share_one_connection_which_the_last_closes()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var opened = new Opened();
        await using var connections = new SshConnections(opened.ConnectAsync, SshConnections.MostIdle);
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => connections.AcquireAsync(sshd.Options with { IdentityFiles = [sshd.ClientKey] }, Cancel)));
        (await Task.WhenAll(leases.Select(lease => LoginRun.OutputAsync(lease, "echo $PPID")))).Distinct().Count().ShouldBe(1);
        opened.All.Count.ShouldBe(1);
        foreach (var lease in leases[1..]) await lease.DisposeAsync();
        (await LoginRun.OutputAsync(leases[0], "echo still")).ShouldBe("still\n");
        await leases[0].DisposeAsync();
        await Eventually.HoldsAsync(() => !Processes.IsAlive(opened.All[0].Process), Cancel);
    }

    [Fact]
    public async Task Other_options_get_another_connection()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var opened = new Opened();
        await using var connections = new SshConnections(opened.ConnectAsync, SshConnections.MostIdle);
        await using var one = await connections.AcquireAsync(sshd.Options, Cancel);
        await using var other = await connections.AcquireAsync(sshd.Options with { Options = new Dictionary<string, string> { ["Compression"] = "yes" } }, Cancel);
        opened.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_lost_connection_is_replaced_when_it_is_used_next()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var opened = new Opened();
        await using var connections = new SshConnections(opened.ConnectAsync, SshConnections.MostIdle);
        await using var lease = await connections.AcquireAsync(sshd.Options, Cancel);
        var session = (await LoginRun.OutputAsync(lease, "echo $PPID")).Trim();
        (await ProgramRun.ToEndAsync("kill", "", "-KILL", session)).ExitCode.ShouldBe(0);
        await Eventually.HoldsAsync(() => lease.Lost.IsCancellationRequested, Cancel);
        (await LoginRun.OutputAsync(lease, "echo again")).ShouldBe("again\n");
        opened.All.Count.ShouldBe(2);
        Processes.IsAlive(opened.All[0].Process).ShouldBeFalse();
    }

    [Fact]
    public async Task Idle_connections_above_the_limit_are_closed_and_opened_again_when_needed()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var opened = new Opened();
        await using var connections = new SshConnections(opened.ConnectAsync, mostIdle: 2);
        var job = new SshJob();
        var names = Enumerable.Range(0, 5).Select(i => sshd.Options with { Options = new Dictionary<string, string> { ["RekeyLimit"] = $"{i + 1}G" } }).ToList();
        // One of them is busy, and is not closed however long ago it was used.
        var busy = await job.ConnectAsync(connections, names[0], Cancel);
        await using var channel = await busy.OpenAsync(new SessionRequest.Command("cat"), Cancel);
        foreach (var name in names[1..]) (await LoginRun.OutputAsync(await job.ConnectAsync(connections, name, Cancel), "echo in")).ShouldBe("in\n");
        opened.All.Count.ShouldBe(5);
        await Eventually.HoldsAsync(() => opened.All.Count(transport => Processes.IsAlive(transport.Process)) == 3, Cancel);

        (await LoginRun.OutputAsync(await job.ConnectAsync(connections, names[1], Cancel), "echo back")).ShouldBe("back\n");
        opened.All.Count.ShouldBe(6);
        await Eventually.HoldsAsync(() => opened.All.Count(transport => Processes.IsAlive(transport.Process)) == 3, Cancel);

        await channel.DisposeAsync();
        await job.DisposeAsync();
        // Those above the limit are closed by the way, and may not have gone yet.
        await Eventually.HoldsAsync(() => opened.All.All(transport => !Processes.IsAlive(transport.Process) && !File.Exists(transport.Socket)), Cancel);
    }

    [Fact]
    public async Task An_attempt_goes_on_for_those_who_still_wait_and_ends_with_the_last()
    {
        await using var silent = RawPeer.Start(static async (_, cancel) => await Task.Delay(Timeout.Infinite, cancel));
        await using var connections = new SshConnections();
        var options = new SshOptions { Host = "127.0.0.1", Port = silent.Port, Config = "none", Agent = "none", ConnectTimeout = TimeSpan.FromMinutes(5) };
        using CancellationTokenSource first = new(), second = new();
        var (one, two) = (connections.AcquireAsync(options, first.Token), connections.AcquireAsync(options, second.Token));
        await Eventually.HoldsAsync(() => Processes.With($"-p\0{silent.Port}").Count == 1, Cancel);
        await first.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(one);
        Processes.With($"-p\0{silent.Port}").Count.ShouldBe(1);
        two.IsCompleted.ShouldBeFalse();
        await second.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(two);
        Processes.With($"-p\0{silent.Port}").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_attempt_is_told_to_all_who_wait_and_made_anew_for_the_next()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var known = sshd.Folder.At("later");
        await using var connections = new SshConnections();
        var options = sshd.Options with { KnownHosts = known };
        var failures = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Should.ThrowAsync<SshException>(() => connections.AcquireAsync(options, Cancel))));
        failures.ShouldAllBe(failure => failure.Message.Contains("not a known host", StringComparison.Ordinal));
        File.Copy(sshd.KnownHosts, known);
        await using var lease = await connections.AcquireAsync(options, Cancel);
        (await LoginRun.OutputAsync(lease, "echo in")).ShouldBe("in\n");
    }

    [Fact]
    public async Task A_lease_that_was_given_back_opens_nothing()
    {
        await using var sshd = await SshdPeer.StartAsync();
        await using var connections = new SshConnections();
        var lease = await connections.AcquireAsync(sshd.Options, Cancel);
        await lease.DisposeAsync();
        await lease.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => lease.OpenAsync(new SessionRequest.Command("true"), Cancel));
    }

    /// <summary>Connects as ever, and remembers what it made.</summary>
    sealed class Opened
    {
        public List<MasterTransport> All { get; } = [];

        public async Task<ISshTransport> ConnectAsync(SshOptions options, CancellationToken cancel)
        {
            var transport = (MasterTransport)await OpenSshConnection.ConnectAsync(options, cancel);
            lock (All) All.Add(transport);
            return transport;
        }
    }
}
