using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Runner.Plugins.Scan;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Scan.Scanning;

public sealed class ScanActionTests : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly PeerFolder folder = new();
    readonly ProjectContext context;

    public ScanActionTests()
    {
        listener.Start();
        folder.Write("runner.yaml", "");
        context = new(folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await context.DisposeAsync();
        folder.Dispose();
    }

    int Open => ((IPEndPoint)listener.LocalEndpoint).Port;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    ScanPorts Scan(params string[] ports) => new() { Targets = Json("\"127.0.0.1\""), Ports = ports, SaveAs = "test" };

    [Fact]
    public async Task Scans_of_a_name_are_compared_with_the_one_before()
    {
        var (first, second) = (Open, LoopbackPort.Free());
        var scan = Scan($"{first}", $"{second}");
        await scan.RunAsync(context, Cancel);
        (await new ScanDiff { Name = "test" }.RunAsync(context, Cancel)).IsFirst.ShouldBeTrue();

        using (var other = new TcpListener(IPAddress.Loopback, second))
        {
            other.Start();
            await scan.RunAsync(context, Cancel);
        }

        var opened = await new ScanDiff { Name = "test" }.RunAsync(context, Cancel);
        (opened.Changes, opened.Opened.ShouldHaveSingleItem().Port).ShouldBe((1, second));
        await scan.RunAsync(context, Cancel);
        (await new ScanDiff { Name = "test" }.RunAsync(context, Cancel)).Closed.ShouldHaveSingleItem().Port.ShouldBe(second);
    }

    [Fact]
    public async Task Report_that_cannot_be_written_is_an_error_and_leaves_nothing_to_resume()
    {
        folder.Write("file", "");

        var failure = await Should.ThrowAsync<ActionInputException>(async () => await (Scan($"{Open}") with { Xml = "file/report.xml" }).RunAsync(context, Cancel));

        failure.Message.ShouldContain("report.xml");
        Directory.GetFiles(Path.Combine(folder.Path, ".runner", "scans", "test"), "*.partial").ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(folder.Path, ".runner", "scans", "test"), "*.json").ShouldHaveSingleItem();
    }

    [Fact]
    public void Status_says_why_it_is_slow_before_what_may_be_cut_off() =>
        new ScanStatus { Phase = ScanPhase.Ports, Done = 58, Total = 60, Found = 0, Rate = 9, IcmpInterval = TimeSpan.FromSeconds(1.003) }.ToString()
            .ShouldBe("58/60 ports, 0 open, slow: ICMP limit of one answer in 1 s");

    [Fact]
    public async Task Baseline_is_made_and_then_compared_with()
    {
        await Scan($"{Open}").RunAsync(context, Cancel);
        var diff = new ScanDiff { Name = "test", Baseline = "net.json" };

        (await Should.ThrowAsync<ActionInputException>(async () => await diff.RunAsync(context, Cancel))).Message.ShouldContain("no such file");
        (await (diff with { Accept = true }).RunAsync(context, Cancel)).IsFirst.ShouldBeTrue();
        (await diff.RunAsync(context, Cancel)).Changes.ShouldBe(0);
    }

    [Fact]
    public async Task Open_ports_are_logged_and_the_report_is_written()
    {
        var report = await (Scan($"{Open}") with { Report = "report.json", Xml = "report.xml" }).RunAsync(context, Cancel);

        context.Logged.ShouldContain(line => line.Level == LogLevel.Info && line.Message.StartsWith($"127.0.0.1 {Open}/tcp open"));
        report.SavedAs.ShouldBe("test");
        File.ReadAllText(folder.At("report.json")).ShouldContain(report.Id);
        File.ReadAllText(folder.At("report.xml")).ShouldContain($"portid=\"{Open}\"");
        File.Exists(folder.At($".runner/scans/test/{report.Id}.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task Scan_that_is_cut_short_goes_on_where_it_stopped()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var free = LoopbackPort.Free();
        context.OnLog = line => stop.Cancel();
        // Few probes a second: the open port is found long before the last of them is asked.
        var slow = Scan($"{Open},{free}", "1-40") with { Rate = 4 };

        await Should.ThrowAsync<OperationCanceledException>(async () => await slow.RunAsync(context, stop.Token));
        context.OnLog = null;
        var report = await new ScanPorts { Resume = "last", Rate = 100_000 }.RunAsync(context, Cancel);

        report.Interrupted.ShouldBeFalse();
        report.Hosts.ShouldHaveSingleItem().Ports.Count(port => port.Port == Open && port.State == PortState.Open).ShouldBe(1);
        (report.Hosts[0].Ports.Count + report.Hosts[0].Others.Sum(other => other.Count)).ShouldBe(42);
        (await Should.ThrowAsync<ActionInputException>(async () => await new ScanPorts { Resume = "last" }.RunAsync(context, Cancel))).Message.ShouldContain("no scan was cut short");
    }

    [Theory]
    [InlineData("asking", "hosts", "[\"8.8.8.8\"]", "\"8.8.8.8\" is among the hosts of")]
    [InlineData("asking", "hosts", "[\"nonsense\"]", "what it says of how far it came cannot be")]
    [InlineData("asking", "position", "-5", "what it says of how far it came cannot be")]
    [InlineData("asking", "position", "1000000", "cannot have come further than to its end")]
    [InlineData("asking", "decided", "null", "is no report of a scan")]
    [InlineData("report", "id", "\"../../../evil\"", "its id or its name is none")]
    [InlineData("report", "savedAs", "\"../evil\"", "its id or its name is none")]
    [InlineData("report", "targets", "[\"8.8.8.8\"]", "forbids to scan 8.8.8.8")]
    [InlineData("report", "targets", "[\"127.0.0.9\"]", "are other addresses now")]
    public async Task State_that_somebody_else_wrote_leads_nowhere(string part, string key, string value, string reason)
    {
        var state = await CutShortAsync();
        state[part]![key] = System.Text.Json.Nodes.JsonNode.Parse(value);
        folder.Write("foreign.json", state.ToJsonString());

        var failure = await Should.ThrowAsync<Exception>(async () => await new ScanPorts { Resume = "foreign.json" }.RunAsync(context, Cancel));

        (failure is ActionInputException or NetworkPolicyException).ShouldBeTrue(failure.ToString());
        failure.Message.ShouldContain(reason);
    }

    [Fact]
    public async Task Open_ports_of_a_foreign_state_are_not_asked_for_their_services()
    {
        var state = await CutShortAsync();
        state["report"]!["hosts"]![0]!["address"] = "127.0.0.7";
        folder.Write("foreign.json", state.ToJsonString());

        var failure = await Should.ThrowAsync<ActionInputException>(async () => await new ScanPorts { Resume = "foreign.json", Services = true }.RunAsync(context, Cancel));

        failure.Message.ShouldContain("\"127.0.0.7\" is among the hosts of");
    }

    [Fact]
    public async Task Search_for_hosts_that_is_cut_short_leaves_nothing_to_resume()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        context.OnLog = line => stop.Cancel();

        await Should.ThrowAsync<OperationCanceledException>(async () => await new ScanHosts { Targets = Json("\"127.0.0.0/20\""), Rate = 50 }.RunAsync(context, stop.Token));

        context.Logged.ShouldNotContain(line => line.Message.Contains("resume", StringComparison.Ordinal));
        context.OnLog = null;
        (await Should.ThrowAsync<ActionInputException>(async () => await new ScanPorts { Resume = "last" }.RunAsync(context, Cancel))).Message.ShouldContain("no scan was cut short");
    }

    /// <summary>What is kept of a scan that found an open port and was then ended.</summary>
    async Task<System.Text.Json.Nodes.JsonNode> CutShortAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        context.OnLog = line => stop.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(async () => await (Scan($"{Open}", "1-40") with { Rate = 4 }).RunAsync(context, stop.Token));
        context.OnLog = null;
        var file = Directory.GetFiles(Path.Combine(folder.Path, ".runner", "scans", "test"), "*.partial").ShouldHaveSingleItem();
        return System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(file, Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Services_that_are_down_are_named_with_the_reason()
    {
        var free = LoopbackPort.Free();
        var result = await new ScanAvailable
        {
            Services =
            [
                new() { Host = $"127.0.0.1:{Open}" },
                new() { Host = "127.0.0.1", Port = free, Name = "the shop" },
                new() { Host = "no-such-name.invalid", Port = 80 },
            ],
        }.RunAsync(context, Cancel);

        result.Up.ShouldBeFalse();
        result.Services[0].Up.ShouldBeTrue();
        result.Down[0].ShouldBe($"the shop (127.0.0.1:{free}) refused the connection");
        result.Down[1].ShouldStartWith("no-such-name.invalid:80 ");
        result.Services[2].State.ShouldBeNull();
    }

    [Fact]
    public async Task Service_that_is_another_than_expected_is_down()
    {
        await using var nginx = await NginxPeer.StartAsync(server: "location / { return 200 'hello'; }");

        var wrong = await new ScanAvailable { Services = [new() { Host = "127.0.0.1", Port = nginx.Port, Service = "postgresql" }] }.RunAsync(context, Cancel);
        var right = await new ScanAvailable { Services = [new() { Host = "127.0.0.1", Port = nginx.Port, Service = "http" }] }.RunAsync(context, Cancel);

        wrong.Down.ShouldHaveSingleItem().ShouldBe($"127.0.0.1:{nginx.Port} is http, not postgresql");
        right.Up.ShouldBeTrue();
    }

    [Theory]
    [InlineData("db1", null, "has no port")]
    [InlineData("", 80, "is empty")]
    [InlineData("db1:99999", null, "ports are 1 to 65535")]
    public async Task Service_that_cannot_be_asked_is_refused(string host, int? port, string why) =>
        (await Should.ThrowAsync<ActionInputException>(async () => await new ScanAvailable { Services = [new() { Host = host, Port = port }] }.RunAsync(context, Cancel))).Message.ShouldContain(why);
}
