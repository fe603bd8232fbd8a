using Runner.EndToEnd.Tests.Fixtures;
using Runner.EndToEnd.Tests.Fleets;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests.Scripts;

/// <summary>The example scripts that work on the hosts of an inventory, on real ones.</summary>
public sealed class FleetScriptTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task Rolling_restart_waits_for_health_and_stops_at_the_first_host_that_is_not_healthy_again()
    {
        await using var nginx = await NginxPeer.StartAsync();
        // A systemctl for hosts that have none: a service that is restarted is back after a second, or never where a file says so.
        here.Write("bin/systemctl", $"""
            #!/bin/sh
            set -- $SSH_CONNECTION
            echo "$3" >> '{here["restarts"]}'
            cd '{nginx.At("")}'"$3" || exit 9
            rm -f health
            [ -e '{here["broken"]}' ] || (sleep 1; touch health) >/dev/null 2>&1 </dev/null &
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(here["bin/systemctl"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var fleet = await SshFleet.ConfiguredAsync(here, $"SetEnv SHLVL=2 PATH={here["bin"]}:/usr/bin:/bin", SshFleet.Names(3));
        foreach (var host in fleet.Hosts)
        {
            Directory.CreateDirectory(nginx.At(host.Address));
            await File.WriteAllTextAsync(nginx.At($"{host.Address}/health"), "", Cancel);
        }

        string[] inputs = ["hosts=web", "service=app", "sudo=false", $"health={nginx.Url}/{{address}}/health"];
        var good = await here.RunExampleAsync("rolling-restart", [.. inputs, "within=20"]);
        var restarted = await File.ReadAllLinesAsync(here["restarts"], Cancel);
        here.Write("broken", "");
        var bad = await here.RunExampleAsync("rolling-restart", [.. inputs, "within=2"]);

        good.ExitCode.ShouldBe(0, good.Out + good.Error);
        good.Out.ShouldContain("app was restarted on web01, web02, web03");
        restarted.ShouldBe(fleet.Hosts.Select(host => host.Address));
        bad.ExitCode.ShouldBe(1, bad.Out + bad.Error);
        bad.Out.ShouldContain("404");
        bad.Out.ShouldContain("rolling-restart.csx:");
        bad.ShouldHaveNoTrace();
        (await File.ReadAllLinesAsync(here["restarts"], Cancel)).Length.ShouldBe(4, "the first host of the second run is the last");
    }

    [Fact]
    public async Task Collect_logs_fetches_from_all_hosts_and_tells_of_those_that_it_cannot_reach()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(3));
        here.Write("app.log", string.Concat(Enumerable.Range(1, 500).Select(line => $"line {line}\n")));
        string[] inputs = [$"log={here["app.log"]}", $"into={here["collected"]}"];

        var first = await here.RunExampleAsync("collect-logs", inputs);
        var again = await here.RunExampleAsync("collect-logs", inputs);
        fleet.Add(new("gone", "127.0.0.1", PeerProcess.FreePort())).WriteInventory(here);
        var gone = await here.RunExampleAsync("collect-logs", inputs);

        first.ExitCode.ShouldBe(0, first.Out + first.Error);
        foreach (var host in fleet.Hosts.Take(3))
            (await File.ReadAllTextAsync(here[$"collected/{host.Name}.log"], Cancel)).ShouldBe(await File.ReadAllTextAsync(here["app.log"], Cancel));
        first.Out.ShouldMatch(@"web01 +4392 +fetched");
        again.ExitCode.ShouldBe(0, again.Out + again.Error);
        again.Out.ShouldMatch(@"web02 +4392 +had it already");
        gone.ExitCode.ShouldBe(1, gone.Out + gone.Error);
        gone.Out.ShouldContain("`failed.Count` was 1");
        gone.Out.ShouldMatch(@"web03 +4392 +had it already");
        gone.ShouldHaveNoTrace();
    }

    [Fact]
    public async Task Fleet_facts_shows_all_hosts_in_one_table()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(3));

        var told = await here.RunExampleAsync("fleet-facts");
        var wrong = await here.RunExampleAsync("fleet-facts", "hosts=webb");

        told.ExitCode.ShouldBe(0, told.Out + told.Error);
        told.Out.ShouldMatch(@"host +system +up +cpus +load +memory +disk");
        foreach (var host in fleet.Hosts) told.Out.ShouldMatch($@"{host.Name} +\w+.* +\d+d \d+h +{Environment.ProcessorCount} ");
        wrong.ExitCode.ShouldBe(3, wrong.Out + wrong.Error);
        wrong.Out.ShouldContain("error inventory: no host and no group is named `webb`");
        wrong.Out.ShouldContain("fleet-facts.csx:8");
        wrong.ShouldHaveNoTrace();
    }

    [Fact]
    public async Task Script_for_hosts_says_that_there_is_no_inventory()
    {
        var ran = await here.RunExampleAsync("fleet-facts");

        ran.ExitCode.ShouldBe(3, ran.Out + ran.Error);
        ran.Out.ShouldContain("there is no inventory with hosts");
        ran.Out.ShouldContain("write inventory.yaml");
        ran.ShouldHaveNoTrace();
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
