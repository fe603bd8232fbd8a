using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Udp;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Tests.Scan.Probing.Udp;

public sealed class UdpProberTests
{
    /// <summary>The kernel sends one "port unreachable" a second to a peer, and fewer than these tests ask for.</summary>
    static readonly string[] Unlimited = ["sysctl net.ipv4.icmp_ratelimit=0", "sysctl net.ipv6.icmp.ratelimit=0"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ports_that_answer_are_open_and_others_closed(bool portable)
    {
        await using var lab = await ScanLab.StartAsync("", [.. Unlimited, "udp 53,700-720 echo", "udp 800 silence"]);
        foreach (var address in new[] { lab.Address, lab.Address6 })
        {
            var answers = Ask(lab, portable, Enumerable.Range(690, 41).Append(53).Append(800).Select(port => (address, (ushort)port)));
            answers.Count.ShouldBe(42);
            foreach (var ((_, port), answer) in answers)
            {
                (answer.State, answer.Reason).ShouldBe(port is 53 or >= 700 and <= 720 ? (PortState.Open, StateReason.UdpResponse) : (PortState.Closed, StateReason.PortUnreach), $"port {port}");
                if (!portable) answer.Ttl.ShouldBe((byte)64);
                answer.From.ShouldBeNull();
            }
            answers.Keys.ShouldNotContain((address, (ushort)800));
        }
    }

    [Fact]
    public async Task Icmp_errors_say_which_code_it_is()
    {
        await using var lab = await ScanLab.StartAsync("",
        [
            .. Unlimited,
            "filter udp dport 1 reject with icmp type net-unreachable", "filter udp dport 2 reject with icmp type host-unreachable",
            "filter udp dport 3 reject with icmp type prot-unreachable", "filter udp dport 4 reject with icmp type net-prohibited",
            "filter udp dport 5 reject with icmp type host-prohibited", "filter udp dport 6 reject with icmp type admin-prohibited",
            "filter udp dport 7 reject with icmp type port-unreachable", "filter udp dport 8 drop",
        ]);
        var answers = Ask(lab, false, Enumerable.Range(1, 9).Select(port => (lab.Address, (ushort)port)));
        StateReason[] reasons =
        [
            StateReason.NetUnreach, StateReason.HostUnreach, StateReason.ProtoUnreach, StateReason.NetProhibited,
            StateReason.HostProhibited, StateReason.AdminProhibited,
        ];
        for (ushort port = 1; port <= reasons.Length; port++)
        {
            var answer = answers[(lab.Address, port)];
            (answer.State, answer.Reason, answer.From).ShouldBe((PortState.Filtered, reasons[port - 1], null), $"port {port}");
        }
        answers[(lab.Address, 7)].State.ShouldBe(PortState.Closed);
        answers[(lab.Address, 9)].State.ShouldBe(PortState.Closed);
        answers.Keys.ShouldNotContain((lab.Address, (ushort)8));
    }

    [Fact]
    public async Task Icmp_errors_of_a_router_say_who_sent_them()
    {
        await using var lab = await ScanLab.StartAsync("", "sysctl net.ipv4.ip_forward=1", "ip route add unreachable 10.78.9.0/24", "ip route add prohibit 10.78.8.0/24");
        var answers = Ask(lab, false, [("10.78.9.1", 9), ("10.78.8.1", 9)], attempts: 20);
        var router = ScanAddress.Of(System.Net.IPAddress.Parse(lab.Address));
        (answers[("10.78.9.1", 9)].Reason, answers[("10.78.9.1", 9)].From).ShouldBe((StateReason.HostUnreach, router));
        (answers[("10.78.8.1", 9)].Reason, answers[("10.78.8.1", 9)].From).ShouldBe((StateReason.AdminProhibited, router));
    }

    [Fact]
    public async Task Icmp_errors_of_ipv6_are_told_apart_too()
    {
        await using var lab = await ScanLab.StartAsync("",
        [
            .. Unlimited, "filter udp dport 1 reject with icmpv6 type no-route", "filter udp dport 2 reject with icmpv6 type admin-prohibited",
            "filter udp dport 3 reject with icmpv6 type addr-unreachable", "filter udp dport 4 reject with icmpv6 type port-unreachable",
        ]);
        var answers = Ask(lab, false, Enumerable.Range(1, 5).Select(port => (lab.Address6, (ushort)port)));
        StateReason[] reasons = [StateReason.NetUnreach, StateReason.AdminProhibited, StateReason.HostUnreach, StateReason.PortUnreach, StateReason.PortUnreach];
        for (ushort port = 1; port <= reasons.Length; port++) answers[(lab.Address6, port)].Reason.ShouldBe(reasons[port - 1], $"port {port}");
    }

    [Fact]
    public async Task Addresses_that_nobody_has_are_unreachable_hosts()
    {
        // The kernel asks three times, a second each, who has the address.
        await using var lab = await ScanLab.StartAsync("", "in scanner sysctl net.ipv4.neigh.lab0.retrans_time_ms=50");
        var answers = Ask(lab, false, [("10.77.5.5", 53), ("10.77.5.6", 161)], attempts: 20);
        answers.Count.ShouldBe(2);
        foreach (var answer in answers.Values) (answer.State, answer.Reason).ShouldBe((PortState.Filtered, StateReason.HostUnreach));
    }

    [Fact]
    public async Task Networks_without_a_route_are_unreachable()
    {
        await using var lab = await ScanLab.StartAsync();
        var answers = Ask(lab, false, [("192.0.2.1", 53), ("2001:db8::1", 53), (lab.Address, 9)]);
        answers[("192.0.2.1", 53)].Reason.ShouldBe(StateReason.NetUnreach);
        answers[("2001:db8::1", 53)].Reason.ShouldBe(StateReason.NetUnreach);
        answers[(lab.Address, 9)].State.ShouldBe(PortState.Closed);
    }

    [Fact]
    public async Task A_thousand_closed_ports_of_loopback_are_closed_and_so_is_the_probers_own()
    {
        await using var lab = await ScanLab.StartAsync();
        var states = lab.Inside(() =>
        {
            using var prober = new UdpProber();
            // The second attempt comes from a port of its own, which is one that is asked.
            Asking.Ask(prober, [("127.0.0.1", 9)]);
            var own = File.ReadLines("/proc/thread-self/net/udp").Skip(1).Select(line => Convert.ToUInt16(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Split(':')[1], 16)).ToArray();
            own.ShouldNotBeEmpty();
            return Asking.Ask(prober, Enumerable.Range(20_000, 1000).Select(port => (ushort)port).Union(own).Select(port => ("127.0.0.1", port)));
        });
        states.Count.ShouldBeGreaterThan(1000);
        states.Values.ShouldAllBe(answer => answer.State == PortState.Closed);
    }

    [Fact]
    public async Task Answers_tell_which_attempt_they_are_for()
    {
        await using var lab = await ScanLab.StartAsync("delay=200ms", "udp 700 echo");
        var answers = lab.Inside(() =>
        {
            using var prober = new UdpProber();
            var address = ScanAddress.Of(System.Net.IPAddress.Parse(lab.Address));
            for (byte attempt = 0; attempt < 2; attempt++)
            {
                prober.Send(new Probe(address, 700, 5, attempt)).ShouldBeTrue();
                prober.Flush();
                prober.Forget(5, attempt);
            }
            var found = new ProbeAnswer[4];
            return found[..prober.Collect(found, TimeSpan.FromSeconds(20))];
        });
        answers[0].Ticket.ShouldBe(5);
        answers[0].Attempt.ShouldBe((byte)0);
    }

    static Dictionary<(string Address, ushort Port), ProbeAnswer> Ask(ScanLab lab, bool portable, IEnumerable<(string, ushort)> ports, byte attempts = 3) => lab.Inside(() =>
    {
        using IProber prober = portable ? new ConnectedUdpProber() : new UdpProber();
        return Asking.Ask(prober, ports, attempts);
    });
}
