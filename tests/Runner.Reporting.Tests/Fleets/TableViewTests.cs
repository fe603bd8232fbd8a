namespace Runner.Reporting.Tests.Fleets;

public sealed class TableViewTests
{
    [Fact]
    public void Table_has_what_answered_and_below_it_what_did_not()
    {
        using var run = new FleetRun(FleetLook.Table, "web1", "web2", "db1", "db2");
        run.Connects("web2", "root", "OpenSSH_9.2p1").Connects("web1", "deploy", "OpenSSH_9.2p1").Fails("db1", "auth", "db1 let nobody in.").Fails("db2", "auth", "db2 let nobody in.").Finish();

        run.Text.ShouldBe("""
            HOST  TIME  USER    SERVER
            web1  12ms  deploy  OpenSSH_9.2p1
            web2  12ms  root    OpenSSH_9.2p1

            db[1-2] (2 hosts): auth
              HOST let nobody in.

            4 hosts: 2 ok, 2 not let in, in 1.24s
            help: `runner exec --retry-failed` runs it again on the hosts that failed or did not run

            """);
    }
}
