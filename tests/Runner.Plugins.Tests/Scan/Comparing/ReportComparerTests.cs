using Runner.Plugins.Scan;
using static Runner.Plugins.Tests.Scan.Records.Reports;

namespace Runner.Plugins.Tests.Scan.Comparing;

public sealed class ReportComparerTests
{
    [Fact]
    public void Comparison_tells_ports_that_opened_closed_and_changed()
    {
        var before = Of("a", Host("10.0.0.1", Open(22, "ssh", "8.4"), Open(80), Open(443, "http", "1.22", "aa11")));
        var after = Of("b", Host("10.0.0.1", Open(22, "ssh", "9.2"), Open(443, "http", "1.22", "bb22"), Open(8080)));

        var changes = PortScanner.Compare(before, after);

        changes.Lines.ShouldBe([
            "opened 10.0.0.1 8080/tcp",
            "closed 10.0.0.1 80/tcp",
            "changed 10.0.0.1 22/tcp ssh: version 8.4 -> 9.2",
            "changed 10.0.0.1 443/tcp http: certificate aa11 -> bb22",
        ]);
        changes.Changes.ShouldBe(4);
        changes.Summary.ShouldBe("1 opened, 1 closed, 2 changed");
        changes.Opened.ShouldHaveSingleItem().Was.ShouldBe(PortState.Closed);
    }

    [Fact]
    public void Comparison_tells_hosts_that_came_and_went_with_their_ports()
    {
        var changes = PortScanner.Compare(Of("a", Host("10.0.0.1", Open(22))), Of("b", Host("10.0.0.2", Open(80))));

        changes.Lines.ShouldBe(["new host 10.0.0.2", "gone host 10.0.0.1", "opened 10.0.0.2 80/tcp", "closed 10.0.0.1 22/tcp"]);
        changes.Closed.ShouldHaveSingleItem().Now.ShouldBeNull();
    }

    [Fact]
    public void Port_that_was_not_scanned_this_time_is_not_closed()
    {
        var before = Of("a", Host("10.0.0.1", Open(22), Open(8080)), Host("10.0.0.3", Open(22)));
        var after = Of("b", Host("10.0.0.1", Open(22))) with { Ports = "22,80", Scope = new(["10.0.0.0-10.0.0.1"], "22,80") };

        PortScanner.Compare(before, after).Lines.ShouldBeEmpty();
        PortScanner.Compare(after, before).Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Closed_or_filtered_is_no_change()
    {
        var before = Of("a", Host("10.0.0.1", Open(22), Not(80, PortState.Closed, StateReason.ConnRefused)));
        var after = Of("b", Host("10.0.0.1", Open(22), Not(80, PortState.Filtered, StateReason.NoResponse)));

        PortScanner.Compare(before, after).Changes.ShouldBe(0);
    }

    [Fact]
    public void Service_that_one_of_the_scans_did_not_ask_is_no_change()
    {
        var guessed = Open(22) with { Service = new() { Name = "ssh" } };

        PortScanner.Compare(Of("a", Host("10.0.0.1", Open(22, "telnet", "1"))), Of("b", Host("10.0.0.1", guessed))).Changes.ShouldBe(0);
    }

    [Fact]
    public void Host_known_by_a_name_is_the_same_at_another_address()
    {
        var before = Of("a", Host("10.0.0.1", Open(22)) with { Name = "db1" });
        var after = Of("b", Host("10.0.0.2", Open(22)) with { Name = "db1" });

        PortScanner.Compare(before, after).Changes.ShouldBe(0);
    }
}
