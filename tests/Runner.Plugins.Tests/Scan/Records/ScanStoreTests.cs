using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Records;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Scan.Records;

public sealed class ScanStoreTests : IDisposable
{
    readonly PeerFolder folder = new();

    public void Dispose() => folder.Dispose();

    ScanStore Store => new(Path.Combine(folder.Path, ".runner", "scans"));

    [Fact]
    public void Report_comes_back_as_it_was_kept()
    {
        var report = Reports.Of("20260301T023000000Z-abcd", Reports.Host("10.0.0.1", Reports.Open(443, "http", "1.22", "aa11"), Reports.Not(80, PortState.Filtered, StateReason.AdminProhibited) with { ReportedBy = "10.0.0.254" }));

        var path = Store.Save(report, "nightly", keep: 3);
        var read = Store.Find(report.Id, folder.Path, "before");

        PortScanner.Compare(report, read).Changes.ShouldBe(0);
        read.Hosts[0].Ports[1].ShouldBe(report.Hosts[0].Ports[1]);
        read.Hosts[0].Ports[0].RoundTrip.ShouldBe(TimeSpan.FromMilliseconds(0.4));
        File.ReadAllText(path).ShouldContain("\"reason\": \"admin-prohibited\"");
        File.ReadAllText(folder.At(".runner/.gitignore")).ShouldBe("*\n");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Oldest_scans_are_dropped()
    {
        foreach (var id in new[] { "1", "2", "3", "4" }) Store.Save(Reports.Of(id), "nightly", keep: 2);

        Store.IdsOf("nightly").ShouldBe(["3", "4"]);
        Store.Last("nightly", id => string.CompareOrdinal(id, "4") < 0, "name")!.Id.ShouldBe("3");
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("-x")]
    public void Name_that_is_no_folders_is_refused(string name) =>
        Should.Throw<ActionInputException>(() => ScanStore.CheckedName(name, "save-as")).Message.ShouldContain("`save-as`");

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1")]
    [InlineData("{\"id\":\"x\",\"hosts\":[null]}")]
    public void File_that_is_no_report_is_told_to_be_none(string text) =>
        Should.Throw<ActionInputException>(() => Store.Find(folder.Write("baseline.json", text), folder.Path, "baseline")).Message.ShouldContain("is no report of a scan");

    [Fact]
    public void Scan_that_is_not_there_is_told_with_those_that_are()
    {
        Store.Save(Reports.Of("20260301T023000000Z-abcd"), "nightly", keep: 2);

        Should.Throw<ActionInputException>(() => Store.Find("20260301T023000000Z-zzzz", folder.Path, "before")).Message.ShouldContain("20260301T023000000Z-abcd");
        Should.Throw<ActionInputException>(() => Store.FindPartial("last", folder.Path, "resume")).Message.ShouldContain("no scan was cut short");
    }
}
