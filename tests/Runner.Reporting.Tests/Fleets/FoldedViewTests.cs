using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Reporting.Tests.Fleets;

public sealed class FoldedViewTests
{
    [Fact]
    public void Outputs_are_shown_once_when_they_are_the_same()
    {
        using var run = new FleetRun(FleetLook.Folded, "web1", "web2", "web3", "web4", "db1", "db2", "db3", "off1");
        run.Ends("web2", 0, "up\n  10 days\n").Ends("web1", 0, "up\n  10 days\n").Ends("db1", 3, "", "no such file").Ends("web4", 0, "up\n  10 days\n").Ends("web3", 0);
        run.Fails("db2", "connection", "Could not connect to root@db2.internal:22: refused.", "Is sshd running on db2?").Fails("db3", "connection", "Could not connect to root@db3.internal:22: refused.", "Is sshd running on db3?");
        run.Fails("off1", "timeout", "off1 did not answer.").Finish();

        run.Text.ShouldBe("""
            web[1-2,4] (3 hosts): exit 0
              up
                10 days

            web3: exit 0

            db1: exit 3
              ! no such file

            db[2-3] (2 hosts): connection
              Could not connect to HOST: refused.
              help: Is sshd running on HOST?

            off1: timeout
              off1 did not answer.

            8 hosts: 4 ok, 1 failed (exit 3), 2 unreachable, 1 timed out, in 1.24s
            help: `runner exec --retry-failed` runs it again on the hosts that failed or did not run

            """);
    }

    [Fact]
    public void Outputs_are_apart_when_only_the_stream_or_the_exit_code_differs()
    {
        using var run = new FleetRun(FleetLook.Folded, "a", "b", "c", "d");
        run.Ends("a", 0, "same").Ends("b", 0, "", "same").Ends("c", 1, "same").Ends("d", 0, "same", signal: "KILL").Finish();

        run.Text.ShouldBe("""
            a: exit 0
              same

            b: exit 0
              ! same

            c: exit 1
              same

            d: killed (KILL)
              same

            4 hosts: 2 ok, 2 failed (exit 1, killed (KILL)), in 1.24s
            help: `runner exec --retry-failed` runs it again on the hosts that failed or did not run

            """);
    }

    [Fact]
    public void Summary_names_the_hosts_that_were_left_out_by_a_batch_that_failed()
    {
        using var run = new FleetRun(FleetLook.Folded, "a1", "a2", "a3");
        run.Ends("a1", 1).Finish();

        run.Text.ShouldContain("not run, because a host of the batch before failed: a[2-3]\n3 hosts: 1 failed (exit 1), 2 not run, in 1.24s\n");
    }

    [Fact]
    public void Summary_says_what_was_cancelled()
    {
        using var run = new FleetRun(FleetLook.Folded, "a1", "a2", "a3");
        run.Ends("a1", 0, "x").Cancels("a2").Finish();

        run.Text.ShouldContain("a2: cancelled\n");
        run.Text.ShouldContain("not run: a3\n3 hosts: 1 ok, 1 cancelled, 1 not run, in 1.24s\n");
    }

    [Fact]
    public void Summary_offers_nothing_when_all_went_well()
    {
        using var run = new FleetRun(FleetLook.Folded, "a1");
        run.Ends("a1", 0).Finish();

        run.Text.ShouldBe("a1: exit 0\n\n1 host: 1 ok, in 1.24s\n");
    }

    [Fact]
    public void Warnings_are_folded_too()
    {
        using var run = new FleetRun(FleetLook.Folded, "a1", "a2");
        foreach (var host in new[] { "a1", "a2" }) run.Logs(host, LogLevel.Warning, $"the key of {host} is not verified").Ends(host, 0);
        run.Logs("a1", LogLevel.Debug, "hidden").Finish();

        run.Text.ShouldContain("warning: a[1-2] (2 hosts): the key of HOST is not verified\n");
        run.Text.ShouldNotContain("hidden");
    }

    [Fact]
    public void Output_of_a_remote_machine_cannot_command_the_terminal()
    {
        using var run = new FleetRun(FleetLook.Folded, "a1", "a2", "a3");
        run.Ends("a1", 0, Samples.Hostile, Samples.Hostile).Fails("a2", "ssh", Samples.Hostile, Samples.Hostile).Logs("a3", LogLevel.Warning, Samples.Hostile).Finish();

        run.Text.Where(letter => char.IsControl(letter) && letter != '\n').ShouldBeEmpty();
        run.Text.ShouldContain(@"a\x1b]0;owned");
    }

    [Fact]
    public void Tabs_of_output_stay_tabs_where_no_terminal_is()
    {
        using var run = new FleetRun(FleetLook.Folded, "a1");
        run.Ends("a1", 0, "a\tb\r\nlonger123\tb").Finish();

        run.Text.ShouldContain("  a\tb\n  longer123\tb\n");
    }

    [Fact]
    public void Tabs_of_output_are_columns_at_a_terminal() =>
        OutputText.LinesOf("a\tb\r\nlonger123\tb\n", new(color: false)).ShouldBe(["a       b", "longer123       b"]);

    [Fact]
    public void Output_that_was_cut_ends_with_a_whole_line()
    {
        var limit = OutputLimit.Of(10);

        limit.Cut("line1\nline", truncated: true).ShouldBe("line1\n");
        limit.Cut("no end", truncated: true).ShouldBe("no end");
        limit.Cut("a\nb", truncated: true).ShouldBe("a\nb");
        limit.Cut("line1\nline", truncated: false).ShouldBe("line1\nline");
        limit.Notice.ShouldContain("10 bytes: --max-output");
        OutputLimit.Of(16 * 1024 * 1024).Notice.ShouldContain("16 MiB");
    }

    [Fact]
    public void Timeout_speaks_of_the_option()
    {
        using var run = new FleetRun(FleetLook.Folded, "a1");
        run.Fails("a1", "timeout", "no answer within 1s", "raise the step's `timeout`, or find out why").Finish();

        run.Text.ShouldContain("help: raise `--timeout`, or find out why");
    }

    [Fact]
    public void Memory_is_bounded_when_every_host_writes_something_else()
    {
        var groups = new FleetGroups(mostKept: 250);
        for (var i = 0; i < 10; i++) groups.Add(new(new("h" + i), HostState.Ok, default), Samples.Object(("stdout", Value.From(new string((char)('a' + (i % 5)), 100)))));

        groups.Count.ShouldBe(5);
        groups.InOrder().Sum(group => group.Stdout.Length).ShouldBe(200);
        groups.InOrder().Count(group => group.IsDropped).ShouldBe(3);
        groups.InOrder().ShouldAllBe(group => group.Hosts.Count == 2);
    }

    [Fact]
    public void Groups_name_the_host_when_a_message_is_about_one_only()
    {
        var groups = new FleetGroups();
        groups.Add(new(new("h1"), HostState.Failed, default) { Error = new("dns", "h1 is unknown") }, default);
        groups.InOrder().Single().Error!.Message.ShouldBe("h1 is unknown");

        groups.Add(new(new("h2"), HostState.Failed, default) { Error = new("dns", "h2 is unknown") }, default);
        groups.InOrder().Single().Error!.Message.ShouldBe("HOST is unknown");
    }
}
