using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests.Fleets;

/// <summary>The workflows of the repository that look after the hosts of an inventory, on real ones.</summary>
public sealed class FleetWorkflowTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Theory]
    [InlineData("fleet-uptime")]
    [InlineData("disk-space")]
    [InlineData("log-collect")]
    [InlineData("rolling-restart")]
    public async Task Workflow_for_hosts_says_that_it_needs_an_inventory(string name)
    {
        var ran = await here.RunAsync("run", Workflow(name));

        ran.ExitCode.ShouldBe(2, ran.Out);
        ran.Error.ShouldContain("it runs on hosts of the inventory, and there is none");
        ran.Error.ShouldContain("write inventory.yaml");
    }

    [Fact]
    public async Task Fleet_uptime_tells_of_every_host_and_fails_those_above_the_limit()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(3));

        var told = await here.RunAsync("run", Workflow("fleet-uptime"), "--input", "max-load=1000");
        var failed = await here.RunAsync("run", Workflow("fleet-uptime"), "--input", "min-uptime=3650d", "--input", "hosts=web02:web03");

        told.ExitCode.ShouldBe(0, told.Out + told.Error);
        foreach (var host in fleet.Hosts) told.Out.ShouldContain($"{host.Name}: up for ");
        failed.ExitCode.ShouldBe(1, failed.Out + failed.Error);
        failed.Out.ShouldNotContain("web01");
        failed.Error.ShouldContain("--limit ");
    }

    [Fact]
    public async Task Disk_space_fails_for_each_host_above_the_limit()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(2));

        var low = await here.RunAsync("run", Workflow("disk-space"), "--input", "limit=-1");
        var high = await here.RunAsync("run", Workflow("disk-space"), "--input", "limit=100");

        high.ExitCode.ShouldBe(0, high.Out + high.Error);
        // A container may have no disk of its own, and then there is nothing that could be above any limit.
        if (!high.Out.Contains("0 items", StringComparison.Ordinal)) low.ExitCode.ShouldBe(1, low.Out + low.Error);
    }

    [Fact]
    public async Task Log_collect_fetches_the_end_of_a_log_from_every_host()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(2));
        here.Write("app.log", string.Concat(Enumerable.Range(1, 50).Select(line => $"line {line}\n")));

        var ran = await here.RunAsync("run", Workflow("log-collect"), "--input", $"log={here["app.log"]}", "--input", "lines=10", "--input", $"into={here["collected"]}");

        ran.ExitCode.ShouldBe(0, ran.Out + ran.Error);
        foreach (var host in fleet.Hosts)
            (await File.ReadAllLinesAsync(here[$"collected/{host.Name}.log"], Cancel)).ShouldBe(Enumerable.Range(41, 10).Select(line => $"line {line}"));
    }

    [Fact]
    public async Task Rolling_restart_stops_where_the_service_does_not_come_back()
    {
        // A systemctl for hosts that have none: the service's state is a file, and restarting it works until a file says otherwise.
        here.Write("bin/systemctl", $"""
            #!/bin/sh
            cd '{here[""]}' || exit 9
            case $1 in
              restart) echo "$SSH_CONNECTION" >> restarts; [ ! -e broken ] && touch active || rm -f active ;;
              is-active) [ -e active ] && echo active || [ -e active ] ;;
            esac
            """).Write("active", "");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(here["bin/systemctl"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var fleet = await SshFleet.ConfiguredAsync(here, $"SetEnv SHLVL=2 PATH={here["bin"]}:/usr/bin:/bin", SshFleet.Names(3));
        string[] inputs = ["--input", "service=app", "--input", "sudo=false", "--input", "within=2"];

        var good = await here.RunAsync(["run", Workflow("rolling-restart"), .. inputs]);
        var restarted = (await File.ReadAllLinesAsync(here["restarts"], Cancel)).Length;
        here.Write("broken", "");
        var bad = await here.RunAsync(["run", Workflow("rolling-restart"), .. inputs]);

        good.ExitCode.ShouldBe(0, good.Out + good.Error);
        restarted.ShouldBe(3);
        bad.ExitCode.ShouldNotBe(0, bad.Out);
        (await File.ReadAllLinesAsync(here["restarts"], Cancel)).Length.ShouldBe(4, "the first host of the second run is the last");
    }

    /// <summary>Whatever becomes of the program: the connections that it made end by themselves.</summary>
    [Fact]
    public async Task A_killed_run_leaves_no_ssh_behind()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(3));
        var sockets = here["run/runner"];
        Directory.CreateDirectory(here["run"]);
        here.With("XDG_RUNTIME_DIR", here["run"]);
        using var running = here.Start("exec", "all", "--", "echo started; sleep 600");

        await Eventually.HoldsAsync(() => Sockets() == 3, Cancel);
        running.Kill();
        await running.EndAsync();

        // Masters stay for ten seconds after their last client has gone, and the machine may be busy.
        await Eventually.HoldsAsync(() => Sockets() == 0 && Processes.With(sockets).Count == 0, Cancel);

        int Sockets() => Directory.Exists(sockets) ? Directory.GetFiles(sockets, "m*").Length : 0;
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static string Workflow(string name) => Repository.PathOf($"workflows/{name}.yaml");
}
