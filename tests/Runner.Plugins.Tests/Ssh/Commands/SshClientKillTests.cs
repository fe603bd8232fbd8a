using System.Collections.Concurrent;
using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Commands;

public class SshClientKillTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Commands => new()
    {
        { "alone", "sleep MARK" },
        { "children", "sleep MARK & sleep MARK & (sleep MARK; true); wait" },
        { "pipeline", "sleep MARK | sleep MARK; true" },
        { "deaf to SIGTERM", "trap '' TERM; sleep MARK & sleep MARK; sleep MARK" },
        { "in a session of its own", "setsid sh -c 'sleep MARK; true' & sleep MARK; true" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Giving_up_ends_the_command_with_all_of_its_processes(string what, string command)
    {
        _ = what;
        await using var peer = await ClientPeer.StartAsync();
        await EndsAllAsync(peer.Client, command, new());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Giving_up_ends_a_command_that_a_shell_of_ours_started(string what, string command)
    {
        _ = what;
        await using var peer = await ClientPeer.StartAsync();
        await EndsAllAsync(peer.Client, command, new() { Directory = "/", Environment = new Dictionary<string, string?> { ["A"] = "1" } });
    }

    [Fact]
    public async Task Giving_up_ends_a_command_with_a_terminal()
    {
        await using var peer = await ClientPeer.StartAsync();
        await EndsAllAsync(peer.Client, "sleep MARK & sleep MARK; true", new() { Pty = true, Directory = "/" });
    }

    [Fact]
    public async Task A_timeout_ends_the_command_with_all_of_its_processes()
    {
        await using var peer = await ClientPeer.StartAsync();
        var marker = LivingProcesses.NewMarker();
        var late = await Should.ThrowAsync<NetworkTimeoutException>(peer.Client.RunAsync($"sleep {marker} & sleep {marker}; true", new() { Timeout = TimeSpan.FromSeconds(1) }, Cancel));
        late.Message.ShouldContain("did not end within 1 s");
        (await LivingProcesses.CountAsync(marker)).ShouldBe(0);
    }

    [Fact]
    public async Task A_command_that_hears_the_first_signal_may_clean_up()
    {
        await using var peer = await ClientPeer.StartAsync();
        peer.Client.Limits = new() { Grace = TimeSpan.FromMinutes(1) };
        var file = peer.Server.Folder.At("cleaned");
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = peer.Client.RunAsync($"trap 'sleep 1; echo clean > {file}; exit' TERM; touch {file}; while :; do sleep 0.05; done", cancel: giveUp.Token);
        await Eventually.HoldsAsync(() => File.Exists(file), Cancel);
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        (await File.ReadAllTextAsync(file, Cancel)).ShouldBe("clean\n");
    }

    [Fact]
    public async Task A_command_that_never_stops_writing_is_ended()
    {
        await using var peer = await ClientPeer.StartAsync();
        var warnings = new ConcurrentQueue<string>();
        await Should.ThrowAsync<NetworkTimeoutException>(peer.Client.RunAsync("yes", new() { Timeout = TimeSpan.FromSeconds(1), OnWarning = warnings.Enqueue }, Cancel));
        warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Giving_up_ends_the_command_and_other_commands_of_the_connection_go_on()
    {
        await using var peer = await ClientPeer.StartAsync();
        var (ended, other) = (LivingProcesses.NewMarker(), LivingProcesses.NewMarker());
        using var giveUp = new CancellationTokenSource();
        var running = peer.Client.RunAsync($"sleep {ended}; true", cancel: giveUp.Token);
        await using var going = await peer.Client.StartAsync($"sleep {other}; true", cancel: Cancel);
        await Eventually.HoldsAsync(async () => await LivingProcesses.CountAsync(ended) + await LivingProcesses.CountAsync(other) == 2, Cancel);
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        (await LivingProcesses.CountAsync(ended)).ShouldBe(0);
        (await LivingProcesses.CountAsync(other)).ShouldBe(1);
        (await going.KillAsync()).ShouldBeNull();
        (await LivingProcesses.CountAsync(other)).ShouldBe(0);
    }

    [Fact]
    public async Task Commands_that_take_all_sessions_are_ended_over_a_second_connection_that_is_closed_after()
    {
        await using var peer = await ClientPeer.StartAsync("MaxSessions 2");
        var marker = LivingProcesses.NewMarker();
        var warnings = new ConcurrentQueue<string>();
        using var giveUp = new CancellationTokenSource();
        var options = new SshRunOptions { OnWarning = warnings.Enqueue };
        Task[] running = [.. Enumerable.Range(0, 4).Select(_ => peer.Client.RunAsync($"sleep {marker}; true", options, giveUp.Token))];
        await Eventually.HoldsAsync(async () => await LivingProcesses.CountAsync(marker) >= 2, Cancel);
        await giveUp.CancelAsync();
        foreach (var one in running) await Should.ThrowAsync<OperationCanceledException>(one);
        (await LivingProcesses.CountAsync(marker)).ShouldBe(0, string.Join("\n", warnings));
        warnings.ShouldBeEmpty();
        peer.Server.Log.Split("Accepted publickey").Length.ShouldBe(3, peer.Server.Log);
        (await peer.Client.RunAsync("echo on", cancel: Cancel)).Stdout.ShouldBe("on");
        await Eventually.HoldsAsync(() => peer.Server.Log.Contains("Disconnected from user", StringComparison.Ordinal), Cancel);
    }

    [Fact]
    public async Task A_stream_that_fails_ends_the_command_and_says_so()
    {
        await using var peer = await ClientPeer.StartAsync();
        var marker = LivingProcesses.NewMarker();
        await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        await Should.ThrowAsync<IOException>(peer.Client.RunAsync($"echo text; sleep {marker}; true", new() { CopyStdoutTo = full }, Cancel));
        (await LivingProcesses.CountAsync(marker)).ShouldBe(0);
    }

    static async Task EndsAllAsync(SshClient client, string command, SshRunOptions options)
    {
        var marker = LivingProcesses.NewMarker();
        var warnings = new ConcurrentQueue<string>();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = client.RunAsync(command.Replace("MARK", marker, StringComparison.Ordinal), options with { OnWarning = warnings.Enqueue }, giveUp.Token);
        await Eventually.HoldsAsync(async () => running.IsCompleted || await LivingProcesses.CountAsync(marker) > 0, Cancel);
        running.IsCompleted.ShouldBeFalse();
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        (await LivingProcesses.CountAsync(marker)).ShouldBe(0, string.Join("\n", warnings));
        warnings.ShouldBeEmpty();
    }
}
