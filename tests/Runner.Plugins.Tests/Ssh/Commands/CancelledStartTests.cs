using System.Collections.Concurrent;
using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Ssh.Commands;

/// <summary>A cancellation at any moment of a start leaves no command behind, also where the server has been asked and has not answered yet.</summary>
public class CancelledStartTests
{
    const int Cancellations = 24;

    /// <summary>A start on loopback takes a few milliseconds: the moments are spread over it.</summary>
    const int LatestMicroseconds = 25_000;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, SshRunOptions> Starts => new()
    {
        { "plain", new() },
        { "directory and environment", new() { Directory = "/", Environment = new Dictionary<string, string?> { ["A"] = "1" } } },
        { "terminal", new() { Directory = "/", Pty = true } },
    };

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task A_command_that_is_cancelled_while_it_starts_does_not_go_on(string what, SshRunOptions options)
    {
        _ = what;
        await using var peer = await ClientPeer.StartAsync();
        await LeavesNothingAsync((marker, run, cancel) => peer.Client.RunAsync($"sleep {marker}; true", run, cancel), options);
    }

    [Fact]
    public async Task A_command_by_sudo_that_is_cancelled_while_it_starts_does_not_go_on()
    {
        PeerProcess.Require("sudo");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, whom sudo asks for no password");
        await using var peer = await ClientPeer.StartAsync();
        await LeavesNothingAsync((marker, run, cancel) => peer.Client.RunAsync($"sleep {marker}; true", run, cancel), new() { Sudo = new() });
    }

    [Fact]
    public async Task A_command_that_is_talked_to_does_not_go_on_when_its_start_is_cancelled()
    {
        await using var peer = await ClientPeer.StartAsync();
        await LeavesNothingAsync(
            async (marker, run, cancel) =>
            {
                await using var command = await peer.Client.StartAsync($"sleep {marker}; true", run, cancel);
                await command.KillAsync();
            },
            new());
    }

    static async Task LeavesNothingAsync(Func<string, SshRunOptions, CancellationToken, Task> run, SshRunOptions options)
    {
        var marker = LivingProcesses.NewMarker();
        var warnings = new ConcurrentQueue<string>();
        await Parallel.ForAsync(0, Cancellations, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancel }, async (number, _) =>
        {
            using var moment = new CancellationTokenSource();
            var running = run(marker, options with { OnWarning = warnings.Enqueue }, moment.Token);
            var wait = TimeSpan.FromMicroseconds(LatestMicroseconds * number / Cancellations);
            var start = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(start) < wait) await Task.Yield();
            await moment.CancelAsync();
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        warnings.ShouldBeEmpty();
        (await LivingProcesses.CountAsync(marker)).ShouldBe(0);
    }
}
