namespace Runner.Reporting.Tests.Fleets;

public sealed class FleetScreenTests : IDisposable
{
    readonly Screen screen = new(80, 24);
    readonly ManualTime time = new();

    public void Dispose() => screen.Dispose();

    FleetRun RunOn(FleetLook look, params string[] hosts) => new(look, screen, new(true, true, true, () => new(80, 24)), time, hosts);

    [Fact]
    public void Progress_says_how_far_it_has_come_and_who_takes_long()
    {
        using var run = RunOn(FleetLook.Folded, "web1", "web2", "web3", "web4");
        foreach (var host in new[] { "web1", "web2", "web3" }) run.Start(host, time.GetUtcNow());
        time.Advance(100);
        screen.Text.ShouldBe("\n", "what is done at once must not flicker");

        run.Ends("web1", 0, "up").Ends("web2", 1);
        time.Advance(5000);
        screen.Text.ShouldContain("uptime  2/4, 1 failed, 1 running");
        screen.Text.ShouldContain("waits for web3 5s");
        screen.CursorVisible.ShouldBeFalse();

        run.Ends("web3", 0, "up").Ends("web4", 0, "up").Finish();
        screen.Text.ShouldBe("""
            ✓ web[1,3-4] (3 hosts): exit 0
              up

            ✗ web2: exit 1

            4 hosts: 3 ok, 1 failed (exit 1), in 1.24s
            help: `runner exec --retry-failed` runs it again on the hosts that failed or did
             not run

            """.TrimEnd('\n') + "\n");
        screen.CursorVisible.ShouldBeTrue();
        time.TimerCount.ShouldBe(0);
    }

    [Fact]
    public void Lines_stand_above_the_progress_when_they_come()
    {
        using var run = RunOn(FleetLook.Unfolded, "web1", "web22");
        run.Start("web1", time.GetUtcNow()).Start("web22", time.GetUtcNow());
        time.Advance(1000);
        run.Ends("web1", 0, "up");
        time.Advance(1000);

        screen.Text.ShouldStartWith("web1  | up\n");
        screen.Text.ShouldContain("1/2, 1 running");
        run.Ends("web22", 0, "up").Finish();
        screen.Text.ShouldBe("web1  | up\nweb22 | up\n2 hosts: 2 ok, in 1.24s\n");
    }
}
