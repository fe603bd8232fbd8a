using System.Net;
using System.Net.Sockets;
using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Probing.Raw;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Scan.Raw;

public sealed class SynProberTests
{
    static readonly int[] AllPorts = [.. Enumerable.Range(1, 65535)];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Scan_of_all_ports_of_loopback_finds_exactly_the_open_ones(string address)
    {
        using var room = new NetworkRoom();
        int[] open = [1, 22, 80, 8080, 40000, 65535];
        room.Listen(address, open);

        var found = room.Run(() =>
        {
            using var prober = new SynProber();
            return PlainScan.Run(prober, address, AllPorts);
        });

        found.PortsThatAre(PortState.Open).ShouldBe(open);
        found.PortsThatAre(PortState.Closed).Count.ShouldBe(65535 - open.Length);
        found[22].Reason.ShouldBe(StateReason.SynAck);
        found[23].Reason.ShouldBe(StateReason.Reset);
        found[22].Ttl.ShouldBe((byte)64);
        found[22].From.ShouldBeNull();
    }

    [Theory]
    [InlineData("10.9.0.2")]
    [InlineData("fd00:9::2")]
    public void Dropped_probes_are_answered_by_nobody_and_open_and_closed_ports_beside_them_are_told(string address)
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "10.9.0.1/24 fd00:9::1/64", "10.9.0.2/24 fd00:9::2/64");
        far.Listen(address, 80, 443);
        far.Filter("tcp dport { 443, 1000-1099 } drop");

        var found = near.Run(() =>
        {
            using var prober = new SynProber();
            return PlainScan.Run(prober, address, [80, 81, 443, .. Enumerable.Range(1000, 100)]);
        });

        found.Keys.Order().ShouldBe([80, 81]);
        found[80].State.ShouldBe(PortState.Open);
        found[81].State.ShouldBe(PortState.Closed);
    }

    [Theory]
    [InlineData("net-unreachable", StateReason.NetUnreach)]
    [InlineData("host-unreachable", StateReason.HostUnreach)]
    [InlineData("prot-unreachable", StateReason.ProtoUnreach)]
    [InlineData("port-unreachable", StateReason.PortUnreach)]
    [InlineData("net-prohibited", StateReason.NetProhibited)]
    [InlineData("host-prohibited", StateReason.HostProhibited)]
    [InlineData("admin-prohibited", StateReason.AdminProhibited)]
    public void Icmp_error_says_why_a_port_is_filtered_and_that_the_host_itself_said_so(string type, object reason) =>
        Rejected("10.9.0.2", $"meta l4proto tcp reject with icmp type {type}", (StateReason)reason);

    [Theory]
    [InlineData("no-route", StateReason.NetUnreach)]
    [InlineData("admin-prohibited", StateReason.AdminProhibited)]
    [InlineData("addr-unreachable", StateReason.HostUnreach)]
    [InlineData("port-unreachable", StateReason.PortUnreach)]
    [InlineData("policy-fail", StateReason.AdminProhibited)]
    [InlineData("reject-route", StateReason.AdminProhibited)]
    public void Icmpv6_error_says_why_a_port_is_filtered(string type, object reason) =>
        Rejected("fd00:9::2", $"meta l4proto tcp reject with icmpv6 type {type}", (StateReason)reason);

    [Fact]
    public void Reset_by_a_firewall_is_a_closed_port() => Rejected("10.9.0.2", "meta l4proto tcp reject with tcp reset", StateReason.Reset, PortState.Closed);

    static void Rejected(string address, string rule, StateReason reason, PortState state = PortState.Filtered)
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "10.9.0.1/24 fd00:9::1/64", "10.9.0.2/24 fd00:9::2/64");
        far.Filter(rule);

        var found = near.Run(() =>
        {
            using var prober = new SynProber();
            return PlainScan.Run(prober, address, [80]);
        });

        var answer = found.ShouldHaveSingleItem().Value;
        answer.State.ShouldBe(state);
        answer.Reason.ShouldBe(reason);
        answer.From.ShouldBeNull();
    }

    [Theory]
    [InlineData("10.8.0.2", "10.9.0.2")]
    [InlineData("fd00:8::2", "fd00:9::2")]
    public void Router_that_forbids_or_has_no_way_is_named(string address, string router)
    {
        using var near = new NetworkRoom();
        using var middle = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(middle, "10.9.0.1/24 fd00:9::1/64", "10.9.0.2/24 fd00:9::2/64");
        middle.Join(far, "10.8.0.1/24 fd00:8::1/64", "10.8.0.2/24 fd00:8::2/64", "eth1");
        near.Shell("ip route add 10.0.0.0/8 via 10.9.0.2; ip -6 route add fd00::/16 via fd00:9::2");
        far.Shell("ip route add default via 10.8.0.1; ip -6 route add default via fd00:8::1");
        middle.Shell("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1; ip route add prohibit 10.7.0.0/16; ip -6 route add prohibit fd00:7::/32");
        middle.Filter("tcp dport 25 reject with icmpx type admin-prohibited", "forward");
        far.Listen(address, 25, 80);

        var (found, forbidden) = near.Run(() =>
        {
            using var prober = new SynProber();
            return (PlainScan.Run(prober, address, [25, 80]), PlainScan.Run(prober, address.Replace('8', '7'), [80]));
        });

        found[80].State.ShouldBe(PortState.Open);
        found[80].Ttl.ShouldBe((byte)63);
        found[25].Reason.ShouldBe(StateReason.AdminProhibited);
        found[25].From!.Value.ToString().ShouldBe(router);
        forbidden[80].Reason.ShouldBe(StateReason.AdminProhibited);
        forbidden[80].From!.Value.ToString().ShouldBe(router);
    }

    [Fact]
    public void Address_without_a_route_is_filtered_at_once()
    {
        using var room = new NetworkRoom();
        var found = room.Run(() =>
        {
            using var prober = new SynProber();
            var v4 = PlainScan.Run(prober, "10.1.2.3", [80]);
            v4[443] = PlainScan.Run(prober, "fd00:1::3", [443])[443];
            return v4;
        });

        found.Values.ShouldAllBe(answer => answer.State == PortState.Filtered && answer.Reason == StateReason.NetUnreach && answer.From == null);
    }

    [Fact]
    public void Nobody_on_the_link_is_host_unreachable_and_this_machine_says_so()
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "10.9.0.1/24", "10.9.0.2/24");

        var found = near.Run(() =>
        {
            using var prober = new SynProber();
            return PlainScan.Run(prober, "10.9.0.77", [80], attempts: 1, milliseconds: 8000);
        });

        found[80].Reason.ShouldBe(StateReason.HostUnreach);
        found[80].From!.Value.ToString().ShouldBe("10.9.0.1");
    }

    [Fact]
    public void Probes_come_from_the_local_address_that_was_asked_for()
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "10.9.0.1/24 10.9.0.9/24", "10.9.0.2/24");
        far.Listen("10.9.0.2", 80, 81);
        far.Filter("ip saddr != 10.9.0.9 tcp dport 80 drop");
        far.Filter("ip saddr != 10.9.0.1 tcp dport 81 drop");

        var (chosen, usual) = near.Run(() =>
        {
            using var first = new SynProber(IPAddress.Parse("10.9.0.9"));
            using var second = new SynProber();
            return (PlainScan.Run(first, "10.9.0.2", [80, 81]), PlainScan.Run(second, "10.9.0.2", [80, 81]));
        });

        chosen.PortsThatAre(PortState.Open).ShouldBe([80]);
        usual.PortsThatAre(PortState.Open).ShouldBe([81]);
    }

    [Fact]
    public void Local_address_of_another_machine_or_family_is_refused_in_words()
    {
        using var room = new NetworkRoom();
        room.Run(() =>
        {
            Should.Throw<ConnectionFailedException>(() => new SynProber(IPAddress.Parse("192.0.2.1"))).Message.ShouldContain("192.0.2.1 is not an address of this machine");
            using var prober = new SynProber(IPAddress.Loopback);
            Should.Throw<ConnectionFailedException>(() => PlainScan.Run(prober, "::1", [80])).Message.ShouldContain("one is of IPv4, the other of IPv6");
        });
    }

    [Fact]
    public void Link_local_addresses_are_asked_on_their_interface()
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "fe80::1/64", "fe80::2/64");
        far.Listen("::", 80);
        var index = near.Shell("cat /proc/net/if_inet6 | grep eth0 | head -1").Split(' ')[1];

        var found = near.Run(() =>
        {
            using var prober = new SynProber();
            return PlainScan.Run(prober, $"fe80::2%{Convert.ToInt32(index, 16)}", [80, 81]);
        });

        found[80].State.ShouldBe(PortState.Open);
        found[81].State.ShouldBe(PortState.Closed);
    }

    [Fact]
    public void Late_answer_is_that_of_its_own_attempt()
    {
        using var room = new NetworkRoom();
        room.Listen("127.0.0.1", 80);
        var attempts = room.Run(() =>
        {
            using var prober = new SynProber();
            var target = Plugins.Scan.Targets.ScanAddress.Of(IPAddress.Loopback);
            for (byte attempt = 0; attempt < 20; attempt++) prober.Send(new(target, 80, 5, attempt));
            var answers = new Plugins.Scan.Probing.ProbeAnswer[64];
            return answers[..prober.Collect(answers, TimeSpan.FromSeconds(1))].Select(answer => (answer.Ticket, (int)answer.Attempt)).ToArray();
        });

        // Sixteen source ports: of the first four attempts nothing is told apart from the four after the sixteenth.
        attempts.ShouldBe([.. new[] { 16, 17, 18, 19 }.Concat(Enumerable.Range(4, 16)).Select(attempt => (5, attempt))]);
    }

    [Fact]
    public void Source_ports_are_held_outside_the_range_that_the_system_gives_out()
    {
        using var room = new NetworkRoom();
        room.Run(() =>
        {
            File.WriteAllText("/proc/sys/net/ipv4/ip_local_port_range", "20000 64000");
            for (var i = 0; i < 20; i++)
            {
                using var ports = new SourcePorts();
                ((int)ports.First).ShouldBeGreaterThan(64000);
                using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                Should.Throw<SocketException>(() => other.Bind(new IPEndPoint(IPAddress.Loopback, ports.First + 3))).SocketErrorCode.ShouldBe(SocketError.AddressAlreadyInUse);
            }

            File.WriteAllText("/proc/sys/net/ipv4/ip_local_port_range", "1024 65535");
            using var last = new SourcePorts();
            (last.First % SourcePorts.Count).ShouldBe(0);
        });
    }

}
