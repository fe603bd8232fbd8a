using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Connecting;
using Runner.Plugins.Scan.Probing.Engine;
using Runner.Plugins.Scan.Probing.Space;

namespace Runner.Plugins.Tests.Scan.Probing;

public sealed class ScanEngineTests
{
    sealed class Outcomes : IOutcomeSink
    {
        public List<PortOutcome> All { get; } = [];

        public Action? OnAdd { get; init; }

        public IEnumerable<int> Ports(PortState state) => All.Where(each => each.State == state).Select(each => (int)each.Port).Order();

        public void Add(in PortOutcome outcome)
        {
            All.Add(outcome);
            OnAdd?.Invoke();
        }
    }

    static ushort[] Ports(int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(port => (ushort)port)];

    static (Outcomes Outcomes, ScanEngine Engine) Scan(ushort[] ports, EngineSettings? settings = null, string address = "127.0.0.1", long addresses = 1, string kind = "connect")
    {
        var outcomes = new Outcomes();
        using IProber prober = kind == "connect" ? new ConnectProber() : new SocketProber();
        var engine = new ScanEngine(new ProbeSpace(new AddressRange(address, addresses), ports, 11), prober, outcomes, settings ?? new());
        engine.Run(TestContext.Current.CancellationToken);
        return (outcomes, engine);
    }

    static List<Socket> Listen(params int[] ports) => [.. ports.Select(port =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        socket.Listen(512);
        return socket;
    })];

    static void Drop(NetworkRoom room, string what) =>
        room.Filter($"tcp dport {what} drop");

    [Theory]
    [InlineData("connect")]
    [InlineData("socket")]
    public void Engine_finds_every_open_port_of_this_machine_and_no_other(string kind) => NetworkRoom.Inside(_ =>
    {
        int[] open = [1, 22, 80, 1024, 32_768, 40_000, 50_123, 65_535];
        var listeners = Listen(open);

        var (outcomes, engine) = Scan(kind == "connect" ? Ports(1, 65_535) : [.. Ports(1, 2000), .. Ports(32_700, 32_800), 40_000, 50_123, 65_535], kind: kind);

        outcomes.Ports(PortState.Open).ShouldBe(open);
        outcomes.All.Select(each => each.Port).Distinct().Count().ShouldBe(outcomes.All.Count);
        outcomes.All.Count.ShouldBe((int)engine.Progress.Total);
        outcomes.All.Where(each => each.State != PortState.Open).ShouldAllBe(each => each.Reason == StateReason.ConnRefused);
        (engine.Progress.Decided, engine.Progress.Open, engine.Position).ShouldBe((engine.Progress.Total, open.Length, engine.Progress.Total));
        listeners.ForEach(each => each.Dispose());
    });

    [Theory]
    [InlineData("connect")]
    [InlineData("socket")]
    public void Engine_takes_silent_ports_for_filtered(string kind) => NetworkRoom.Inside(room =>
    {
        var listeners = Listen(100, 300);
        Drop(room, "150-299");

        var (outcomes, engine) = Scan(Ports(1, 400), kind: kind);

        outcomes.Ports(PortState.Open).ShouldBe([100, 300]);
        outcomes.Ports(PortState.Filtered).ShouldBe(Enumerable.Range(150, 150));
        outcomes.All.Where(each => each.State == PortState.Filtered).ShouldAllBe(each => each.Reason == StateReason.NoResponse);
        engine.Progress.Probes.ShouldBe(400 + 150);
        listeners.ForEach(each => each.Dispose());
    });

    [Fact]
    public void Engine_asks_no_port_more_often_than_it_may() => NetworkRoom.Inside(room =>
    {
        Drop(room, "1-50");

        var (outcomes, engine) = Scan(Ports(1, 50), new() { Options = new() { MaxAttempts = 1 } });

        outcomes.Ports(PortState.Filtered).Count().ShouldBe(50);
        engine.Progress.Probes.ShouldBe(50);
    });

    [Fact]
    public void Engine_works_through_a_space_in_parts() => NetworkRoom.Inside(room =>
    {
        var listeners = Listen(7, 700);
        Drop(room, "900-950");

        var (outcomes, _) = Scan(Ports(1, 1000), new() { BlockSize = 64, Options = new() { MaxRoundTrip = TimeSpan.FromMilliseconds(100) } });

        outcomes.All.Select(each => each.Port).Distinct().Count().ShouldBe(1000);
        outcomes.Ports(PortState.Open).ShouldBe([7, 700]);
        outcomes.Ports(PortState.Filtered).ShouldBe(Enumerable.Range(900, 51));
        listeners.ForEach(each => each.Dispose());
    });

    [Fact]
    public void Engine_goes_on_where_another_stopped() => NetworkRoom.Inside(_ =>
    {
        var first = new Outcomes();
        using var stop = new CancellationTokenSource();
        var cancelling = new Outcomes { OnAdd = () => { if (first.All.Count == 0) stop.CancelAfter(0); } };
        using var prober = new ConnectProber();
        var space = new ProbeSpace(new AddressRange("127.0.0.1"), Ports(1, 60_000), 5);
        var engine = new ScanEngine(space, prober, cancelling, new() { BlockSize = 1000, Options = new() { MaxRate = 20_000 } });
        Should.Throw<OperationCanceledException>(() => engine.Run(stop.Token));

        new ScanEngine(space, prober, first, new() { From = engine.Position }).Run(TestContext.Current.CancellationToken);

        engine.Position.ShouldBeLessThan(60_000);
        cancelling.All.Concat(first.All).Select(each => each.Port).Distinct().Count().ShouldBe(60_000);
    });

    [Fact]
    public async Task Engine_ends_when_it_is_cancelled()
    {
        using var prober = new ConnectProber();
        using var stop = new CancellationTokenSource();
        var outcomes = new Outcomes();
        var engine = new ScanEngine(new(new AddressRange("127.0.0.1"), Ports(1, 2000), 5), prober, outcomes, new() { Options = new() { MaxRate = 1 } });

        var run = engine.RunAsync(stop.Token);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        outcomes.All.Count.ShouldBeLessThan(2000);
    }

    [Fact]
    public void Engine_keeps_to_the_rate_and_to_the_rate_of_each_host() => NetworkRoom.Inside(_ =>
    {
        var start = Stopwatch.GetTimestamp();
        Scan(Ports(1, 101), new() { Options = new() { MaxRate = 200 } });
        Stopwatch.GetElapsedTime(start).TotalSeconds.ShouldBeGreaterThan(0.4);

        start = Stopwatch.GetTimestamp();
        var (outcomes, _) = Scan(Ports(1, 101), new() { Options = new() { MaxRatePerHost = 200 } }, addresses: 3);
        Stopwatch.GetElapsedTime(start).TotalSeconds.ShouldBeGreaterThan(0.4);
        outcomes.All.Count.ShouldBe(303);
    });

    [Fact]
    public void Engine_gets_through_with_few_unanswered_probes_at_once() => NetworkRoom.Inside(room =>
    {
        var listeners = Listen(60);
        Drop(room, "1-50");

        var (outcomes, _) = Scan(Ports(1, 100), new() { Options = new() { MaxParallel = 10, MaxRoundTrip = TimeSpan.FromMilliseconds(100) } });

        outcomes.Ports(PortState.Open).ShouldBe([60]);
        outcomes.Ports(PortState.Filtered).Count().ShouldBe(50);
        listeners.ForEach(each => each.Dispose());
    });

    [Fact]
    public void Engine_asks_no_more_of_a_host_that_is_reported_unreachable() => NetworkRoom.Inside(room =>
    {
        room.Shell("ip route add unreachable 10.1.0.0/24");

        var (outcomes, engine) = Scan(Ports(1, 1000), address: "10.1.0.1", addresses: 2);

        outcomes.All.Count.ShouldBe(2000);
        outcomes.All.ShouldAllBe(each => each.Reason == StateReason.HostUnreach);
        engine.Progress.Probes.ShouldBeLessThan(200);
    });
}
