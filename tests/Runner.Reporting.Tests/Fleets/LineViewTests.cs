using Runner.Sdk;

namespace Runner.Reporting.Tests.Fleets;

public sealed class LineViewTests
{
    [Fact]
    public void Lines_have_their_host_as_soon_as_it_has_ended()
    {
        using var run = new FleetRun(FleetLook.Unfolded, "web1", "web2", "db");
        run.Ends("web2", 0, "one\ntwo\n");
        run.Text.ShouldBe("web2 | one\nweb2 | two\n");

        run.Ends("web1", 7, "out", "err").Fails("db", "connection", "Refused.", "Is it on?").Finish();
        run.Text.ShouldBe("""
            web2 | one
            web2 | two
            web1 | out
            web1 ! err
            web1 ! exit 7
            db ! connection: Refused.
            db ! help: Is it on?
            3 hosts: 1 ok, 1 failed (exit 7), 1 unreachable, in 1.24s
            help: `runner exec --retry-failed` runs it again on the hosts that failed or did not run

            """);
    }

    [Fact]
    public void Lines_are_shown_as_they_come_and_not_again_when_they_are_streamed()
    {
        using var run = new FleetRun(FleetLook.Streamed, "web1", "web2");
        run.Start("web1").Start("web2").Logs("web1", LogLevel.Info, "first").Logs("web2", LogLevel.Info, "first\nsecond").Logs("web1", LogLevel.Warning, "oh");
        run.Ends("web1", 0, "first").Ends("web2", 1, "first\nsecond").Finish();

        run.Text.ShouldStartWith("web1 | first\nweb2 | first\nweb2 | second\nweb1 ! oh\nweb2 ! exit 1\n2 hosts: 1 ok, 1 failed (exit 1), in");
    }

    [Fact]
    public void Lines_of_a_remote_machine_cannot_command_the_terminal()
    {
        using var run = new FleetRun(FleetLook.Streamed, "web1");
        run.Start("web1").Logs("web1", LogLevel.Info, Samples.Hostile).Ends("web1", 0).Finish();

        run.Text.Where(letter => char.IsControl(letter) && letter != '\n').ShouldBeEmpty();
    }
}
