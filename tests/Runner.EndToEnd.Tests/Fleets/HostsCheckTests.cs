using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests.Fleets;

public sealed class HostsCheckTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task Hosts_that_answer_are_in_a_table()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(3));

        var ended = await here.RunAsync("hosts", "check");

        ended.ExitCode.ShouldBe(0, ended.Out + ended.Error);
        ended.Out.ShouldMatch(@"\AHOST   TIME +USER +SERVER\nweb01  [\d.]+m?s +\S+ +\S+.*\nweb02  .*\nweb03  .*\n\n3 hosts: 3 ok, in [\d.]+m?s\n\z");
        ended.Out.ShouldContain("OpenSSH");
    }

    [Fact]
    public async Task Hosts_that_cannot_be_reached_are_below_it_by_what_is_wrong()
    {
        await using var fleet = await SshFleet.StartAsync(here, "web1");
        var port = LoopbackPort.Free();
        fleet.Add(new("dead1", "127.0.0.220", port)).Add(new("dead2", "127.0.0.221", port)).WriteInventory(here);

        var ended = await here.RunAsync("hosts", "check", "web");

        ended.ExitCode.ShouldBe(3, ended.Out + ended.Error);
        ended.Out.ShouldContain("dead[1-2] (2 hosts): connection\n");
        ended.Out.ShouldMatch(@"\n3 hosts: 1 ok, 2 unreachable, in ");
        ended.Out.ShouldNotContain("--retry-failed");
    }

    [Fact]
    public async Task Workflow_runs_on_the_hosts_of_the_limit()
    {
        await using var fleet = await SshFleet.StartAsync(here, SshFleet.Names(3));
        here.Write("each.yaml", """
            jobs:
              each:
                for-each: ${{ inventory.web }}
                as: host
                steps:
                  - uses: ssh.run
                    with: { host: "${{ host.name }}", command: "true" }
            """);

        var ended = await here.RunAsync("run", "each.yaml", "--limit", "web:!web02", "--log", "json");

        ended.ExitCode.ShouldBe(0, ended.Out + ended.Error);
        ended.Of("job-started").Select(job => job.GetProperty("item").GetString()).OfType<string>().Order(StringComparer.Ordinal).ShouldBe(["web01", "web03"]);
    }
}
