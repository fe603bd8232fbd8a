using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Connecting;
using Runner.Plugins.Scan.Probing.Engine;
using Runner.Plugins.Scan.Probing.Raw;
using Runner.Plugins.Scan.Probing.Space;
using Runner.Plugins.Tests.Scan.Discovery;

namespace Runner.Plugins.Tests.Scan.Raw;

/// <summary>The engine with raw SYNs and with connections: both have to tell the same of every port.</summary>
public sealed class SynScanTests
{
    [Theory]
    [InlineData("10.9.0.2")]
    [InlineData("fd00:9::2")]
    public void Scan_by_syns_tells_what_the_scan_by_connections_tells(string address)
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "10.9.0.1/24 fd00:9::1/64", "10.9.0.2/24 fd00:9::2/64");
        far.Listen(address, 22, 80, 443, 8080, 1500, 2500);
        // Linux says only so often a second that something is unreachable: here it is to say so each time.
        far.Shell("sysctl -qw net.ipv4.icmp_ratemask=0 net.ipv6.icmp.ratemask=200");
        far.Filter("tcp dport 1000-1999 drop");
        far.Filter("tcp dport 2000-2099 reject with icmpx type admin-prohibited");
        far.Filter("tcp dport 2100-2199 reject with icmpx type port-unreachable");
        far.Filter("tcp dport 2200-2299 reject with icmpx type host-unreachable");
        far.Filter("tcp dport 2300-2399 reject with icmpx type no-route");
        far.Filter("tcp dport 2400-2499 reject with tcp reset");
        ushort[] ports = [.. Enumerable.Range(1, 4000).Select(port => (ushort)port), 8080];

        var syns = near.Run(() => Scan(new SynProber(), address, ports));
        var connections = near.Run(() => Scan(new ConnectProber(), address, ports));

        syns.Count.ShouldBe(ports.Length);
        syns.Where(each => each.Value.State == PortState.Open).Select(each => (int)each.Key).Order().ShouldBe([22, 80, 443, 2500, 8080]);
        // A RST is a RST to one, and a refused connection to the other.
        var told = syns.Select(each => (each.Key, each.Value.State, each.Value.Reason == StateReason.Reset ? StateReason.ConnRefused : each.Value.Reason));
        told.Except(connections.Select(each => (each.Key, each.Value.State, each.Value.Reason))).ShouldBeEmpty();
        connections.Count.ShouldBe(syns.Count);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("syn")]
    public void Second_thread_tells_what_one_thread_tells(string kind)
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "10.9.0.1/24", "10.9.0.2/24");
        far.Listen("10.9.0.2", [.. Enumerable.Range(1, 120).Select(number => number * 97)]);
        far.Shell("sysctl -qw net.ipv4.icmp_ratemask=0");
        far.Filter("tcp dport 1000-1999 drop");
        far.Filter("tcp dport 2000-2499 reject with icmpx type admin-prohibited");
        ushort[] ports = [.. Enumerable.Range(1, 12_000).Select(port => (ushort)port)];
        IProber Make() => kind == "syn" ? new SynProber() : new ConnectProber();
        var made = 0;

        var alone = near.Run(() => Scan(Make(), "10.9.0.2", ports));
        var helped = near.Run(() => Scan(Make(), "10.9.0.2", ports, new() { Another = () => { made++; return Make(); } }));

        made.ShouldBe(Environment.ProcessorCount > 1 ? 1 : 0);
        helped.Count.ShouldBe(ports.Length);
        helped.Select(each => (each.Key, each.Value.State, each.Value.Reason)).Except(alone.Select(each => (each.Key, each.Value.State, each.Value.Reason))).ShouldBeEmpty();
    }

    [Fact]
    public void Scan_of_all_ports_of_this_machine_misses_none()
    {
        using var room = new NetworkRoom();
        int[] open = [.. Enumerable.Range(1, 200).Select(number => number * 317)];
        room.Listen("127.0.0.1", open);

        var found = room.Run(() => Scan(new SynProber(), "127.0.0.1", [.. Enumerable.Range(1, 65535).Select(port => (ushort)port)]));

        found.Where(each => each.Value.State == PortState.Open).Select(each => (int)each.Key).Order().ShouldBe(open);
        found.Count(each => each.Value.State == PortState.Closed).ShouldBe(65535 - open.Length);
    }

    static Dictionary<ushort, PortOutcome> Scan(IProber prober, string address, ushort[] ports, EngineSettings? settings = null)
    {
        using var owned = prober;
        var sink = new Sink();
        new ScanEngine(new ProbeSpace(new AddressList(address), ports, 7), prober, sink, settings ?? new()).Run(TestContext.Current.CancellationToken);
        return sink.Outcomes;
    }

    sealed class Sink : IOutcomeSink
    {
        public Dictionary<ushort, PortOutcome> Outcomes { get; } = [];

        public void Add(in PortOutcome outcome) => Outcomes.Add(outcome.Port, outcome);
    }
}
