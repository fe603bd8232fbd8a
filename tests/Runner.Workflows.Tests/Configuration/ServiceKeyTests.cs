using System.Net;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Configuration;

public sealed class ServiceKeyTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly DiagnosticBag diagnostics = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Everything_is_read()
    {
        var service = Read("""
            service:
              workflows: [workflows, "teams/*/checks"]
              max-runs: 20
              labels: [paris, zone=dmz]
              drain: 10s
              listen: 127.0.0.1:9090
              maintenance:
                - { from: sat 22:00, to: sun 06:00, timezone: Europe/Paris, workflows: ["nightly-*"], reason: patches }
                - { from: "22:00", to: "04:00" }
                - { from: 2027-01-31 18:00, to: 2027-02-01 }
                - { cron: "0 22 1 * *", for: 2h }
            """);

        diagnostics.ShouldBeEmpty();
        service.Workflows.ShouldBe(["workflows", "teams/*/checks"]);
        service.MaxRuns.ShouldBe(20);
        service.Labels.ShouldBe(["paris", "zone=dmz"]);
        service.Drain.ShouldBe(TimeSpan.FromSeconds(10));
        service.Listen.ShouldBe(new IPEndPoint(IPAddress.Loopback, 9090));
        service.Maintenance.Count.ShouldBe(4);
        service.Maintenance[0].Reason.ShouldBe("patches");
    }

    [Fact]
    public void Nothing_said_is_the_folder_workflows()
    {
        var service = Read("service: {}");

        service.Workflows.ShouldBe(["workflows"]);
        service.Listen.ShouldBeNull();
        Write("plugins: []").Service.ShouldBeNull();
    }

    [Theory]
    [InlineData("{ from: sat 22:00, to: sun 06:00 }", "2026-11-21T22:00Z", true)]
    [InlineData("{ from: sat 22:00, to: sun 06:00 }", "2026-11-21T21:59Z", false)]
    [InlineData("{ from: sat 22:00, to: sun 06:00 }", "2026-11-22T05:59Z", true)]
    [InlineData("{ from: sat 22:00, to: sun 06:00 }", "2026-11-22T06:00Z", false)]
    [InlineData("{ from: monday 08:00, to: monday 09:00 }", "2026-11-23T08:30Z", true)]
    [InlineData("{ from: \"22:00\", to: \"04:00\" }", "2026-11-23T03:59Z", true)]
    [InlineData("{ from: \"22:00\", to: \"04:00\" }", "2026-11-23T12:00Z", false)]
    [InlineData("{ from: \"22:00\", to: \"04:00\", timezone: America/New_York }", "2026-11-23T04:00Z", true)]
    [InlineData("{ from: 2027-01-31 18:00, to: 2027-02-01 }", "2027-02-01T23:59Z", true)]
    [InlineData("{ from: 2027-01-31 18:00, to: 2027-02-01 }", "2027-02-02T00:00Z", false)]
    [InlineData("{ cron: \"0 22 1 * *\", for: 2h }", "2027-02-01T23:59Z", true)]
    [InlineData("{ cron: \"0 22 1 * *\", for: 2h }", "2027-02-01T22:00Z", true)]
    [InlineData("{ cron: \"0 22 1 * *\", for: 2h }", "2027-02-02T00:00Z", false)]
    [InlineData("{ from: \"00:00\", to: \"23:59\", workflows: [\"scan-*\", workflows/a.yaml] }", "2027-02-02T12:00Z", true)]
    [InlineData("{ from: \"00:00\", to: \"23:59\", workflows: [\"b*\"] }", "2027-02-02T12:00Z", false)]
    public void Window_covers_what_lies_within(string window, string at, bool covered)
    {
        var service = Read($"service: {{ maintenance: {window} }}");

        diagnostics.ShouldBeEmpty();
        service.Maintenance.ShouldHaveSingleItem().Covers(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), "a", "workflows/a.yaml").ShouldBe(covered);
    }

    [Theory]
    [InlineData("{ max-runs: 0 }", "`max-runs` must be a whole number from 1 to 10000", "max-runs: 20", 22)]
    [InlineData("{ max-run: 5 }", "`service` has no key `max-run`", "did you mean `max-runs`?", 12)]
    [InlineData("{ drain: 10 }", "`drain` cannot be '10'", "such as 30s", 19)]
    [InlineData("{ listen: example.com }", "`listen` cannot be `example.com`", "127.0.0.1:9090", 20)]
    [InlineData("{ listen: 10.0.0.1 }", "`listen` cannot be `10.0.0.1`", "127.0.0.1:9090", 20)]
    [InlineData("{ labels: [\"a b\"] }", "`a b` cannot be a label", "letters, digits", 21)]
    [InlineData("{ workflows: [] }", "`workflows` names no folder", "[workflows]", 23)]
    [InlineData("{ maintenance: { from: sat 22:00 } }", "a maintenance window has `from` and `to`", "for: 2h", 25)]
    [InlineData("{ maintenance: { from: sat 22:00, to: \"06:00\" } }", "`to` cannot be `06:00` where `from` is `sat 22:00`", "sun 06:00", 48)]
    [InlineData("{ maintenance: { from: sat 22:00, to: sat 22:00 } }", "ends where it begins", "sun", 48)]
    [InlineData("{ maintenance: { from: 2027-01-02, to: 2027-01-01 } }", "ends before it begins", "round", 49)]
    [InlineData("{ maintenance: { cron: \"0 0 30 2 *\", for: 2h } }", "never comes: FEB has no day 30", "last day", 33)]
    [InlineData("{ maintenance: { from: \"22:00\", to: \"23:00\", timezone: Europe/Pari } }", "there is no time zone `Europe/Pari`", "Europe/Paris", 65)]
    public void What_is_wrong_is_told_with_its_place(string text, string problem, string help, int column)
    {
        Read($"service: {text}");

        var found = diagnostics.ShouldHaveSingleItem();
        found.Message.ShouldContain(problem);
        found.Help.ShouldNotBeNull().ShouldContain(help);
        found.Location.ToString().ShouldEndWith($"runner.yaml:1:{column}");
    }

    ServiceConfiguration Read(string text) => Write(text).Service.ShouldNotBeNull();

    RunnerConfiguration Write(string text) => RunnerConfiguration.Read(folder.Write(RunnerConfiguration.FileName, text), diagnostics);
}
