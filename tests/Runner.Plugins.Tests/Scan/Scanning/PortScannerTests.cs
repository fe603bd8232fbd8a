using System.Net;
using System.Net.Sockets;
using Runner.Plugins.Scan;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Scan.Scanning;

public sealed class PortScannerTests : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly int closed = LoopbackPort.Free();

    public PortScannerTests() => listener.Start();

    public void Dispose() => listener.Dispose();

    int Open => ((IPEndPoint)listener.LocalEndpoint).Port;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Port_is_open_when_somebody_listens()
    {
        (await PortScanner.IsPortOpenAsync("127.0.0.1", Open, TimeSpan.FromSeconds(20), Cancel)).ShouldBeTrue();
        (await PortScanner.IsPortOpenAsync("localhost", Open, TimeSpan.FromSeconds(20), Cancel)).ShouldBeTrue();
        (await PortScanner.IsPortOpenAsync("127.0.0.1", closed, TimeSpan.FromSeconds(20), Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task Name_that_is_none_is_an_error() =>
        await Should.ThrowAsync<DnsResolutionException>(() => PortScanner.IsPortOpenAsync("no-such-name.invalid", 80, TimeSpan.FromSeconds(20), Cancel));

    [Fact]
    public async Task Open_ports_come_as_they_are_found()
    {
        var found = new List<FoundPort>();
        await foreach (var port in PortScanner.ScanAsync(["127.0.0.1"], $"{Open},{closed}", cancel: Cancel)) found.Add(port);

        found.ShouldHaveSingleItem().Port.Port.ShouldBe(Open);
        found[0].Address.ShouldBe("127.0.0.1");
    }

    [Theory]
    [InlineData(ScanMethod.Auto)]
    [InlineData(ScanMethod.Connect)]
    public async Task Report_has_every_port_with_its_reason(ScanMethod method)
    {
        var report = await PortScanner.CollectAsync(["127.0.0.1"], $"{Open},{closed}", new() { Method = method }, cancel: Cancel);

        var host = report.Hosts.ShouldHaveSingleItem();
        host.Ports.Select(port => (port.Port, port.State)).ShouldBe(new[] { (Open, PortState.Open), (closed, PortState.Closed) }, ignoreOrder: true);
        host.Ports.Single(port => port.State == PortState.Closed).Reason.ShouldBeOneOf(StateReason.ConnRefused, StateReason.Reset);
        report.Open.ShouldBe(1);
        report.Scope.Addresses.ShouldBe(["127.0.0.1"]);
        report.By.ShouldContain("@");
    }

    [Fact]
    public async Task Services_are_named_when_they_are_asked()
    {
        await using var nginx = await NginxPeer.StartAsync(server: "location / { return 200 'hello'; }");

        var report = await PortScanner.CollectAsync(["127.0.0.1"], $"{nginx.Port}", new() { DetectServices = true }, cancel: Cancel);

        var service = report.Hosts[0].Ports[0].Service.ShouldNotBeNull();
        (service.Name, service.Product, service.IsProbed).ShouldBe(("http", "nginx", true));
    }

    [Fact]
    public async Task Public_address_is_refused_before_anything_is_sent()
    {
        // The policy comes first: this address is never asked.
        var refusal = await Should.ThrowAsync<NetworkPolicyException>(() => PortScanner.CollectAsync(["192.88.99.1"], "80", cancel: Cancel));
        refusal.Message.ShouldContain("forbids to scan");
    }

    [Fact]
    public async Task Leaving_the_loop_ends_the_scan()
    {
        await foreach (var port in PortScanner.ScanAsync(["127.0.0.1"], $"{Open},{closed}", cancel: Cancel)) break;
    }
}
