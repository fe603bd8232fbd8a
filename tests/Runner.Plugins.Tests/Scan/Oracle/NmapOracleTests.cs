namespace Runner.Plugins.Tests.Scan.Oracle;

/// <summary>nmap and our scanner ask the same ports of the same lab and must say the same, port by port.</summary>
public sealed class NmapOracleTests
{
    /// <summary>Ports of each kind, few enough that both list each of them.</summary>
    const string Ports = "1-20,22,80,8080";

    static readonly string[] Mixed =
    [
        "tcp 22,80", "tcp 8080 greeting hello", "sysctl net.ipv4.icmp_ratelimit=0", "sysctl net.ipv6.icmp.ratelimit=0",
        "filter tcp dport 1 reject with icmp type net-unreachable", "filter tcp dport 2 reject with icmp type host-unreachable",
        "filter tcp dport 3 reject with icmp type prot-unreachable", "filter tcp dport 4 reject with icmp type port-unreachable",
        "filter tcp dport 5 reject with icmp type net-prohibited", "filter tcp dport 6 reject with icmp type host-prohibited",
        "filter tcp dport 7 reject with icmp type admin-prohibited", "filter tcp dport 8 reject with tcp reset", "filter tcp dport 9-10 drop",
        "filter tcp dport 11 reject with icmpv6 type no-route", "filter tcp dport 12 reject with icmpv6 type admin-prohibited",
        "filter tcp dport 13 reject with icmpv6 type addr-unreachable", "filter tcp dport 14 reject with icmpv6 type port-unreachable",
    ];

    [Theory]
    [InlineData("connect", "-sT", false)]
    [InlineData("connect", "-sT", true)]
    [InlineData("syn", "-sS", false)]
    [InlineData("syn", "-sS", true)]
    public async Task Open_closed_dropped_and_rejected_ports_are_what_nmap_says(string method, string kind, bool v6)
    {
        await using var lab = await ScanLab.StartAsync("", Mixed);
        await SameAsync(lab, method, kind, Ports, v6 ? lab.Address6 : lab.Address);
    }

    [Theory]
    [InlineData("connect", "-sT")]
    [InlineData("syn", "-sS")]
    public async Task Ports_behind_a_lossy_way_are_what_nmap_says(string method, string kind)
    {
        await using var lab = await ScanLab.StartAsync("delay=5ms loss=0.02 seed=11", "tcp 100-119", "filter tcp dport 130-139 drop");
        await SameAsync(lab, method, kind, "100-139", lab.Address);
    }

    [Theory]
    [InlineData("connect", "-sT")]
    [InlineData("syn", "-sS")]
    public async Task Ports_of_many_hosts_are_what_nmap_says(string method, string kind)
    {
        await using var lab = await ScanLab.StartAsync("", "addresses 10.78.0.1-10.78.0.40", "tcp 10-14", "tcp 15 on 10.78.0.7", "filter ip daddr 10.78.0.9 drop");
        await SameAsync(lab, method, kind, "1-20", "10.78.0.1-8", "10.78.0.10-40");
    }

    [Fact]
    public async Task Udp_ports_are_what_nmap_says()
    {
        await using var lab = await ScanLab.StartAsync("",
        [
            "sysctl net.ipv4.icmp_ratelimit=0", "udp 53,123,700 echo", "udp 701 silence", "filter udp dport 20-22 drop",
            "filter udp dport 23 reject with icmp type admin-prohibited", "filter udp dport 24 reject with icmp type host-unreachable",
        ]);
        await SameAsync(lab, "udp", "-sU", "15-30,53,123,700,701", lab.Address);
    }

    [Fact]
    public async Task Udp_ports_of_a_target_that_limits_its_icmp_are_what_nmap_says()
    {
        // A Linux of its own accord: six at once, then one a second; ten a second here.
        await using var lab = await ScanLab.StartAsync("", "sysctl net.ipv4.icmp_ratelimit=100", "udp 700 echo");
        await SameAsync(lab, "udp", "-sU", "690-713", lab.Address);
    }

    [Fact]
    public async Task A_connection_of_a_port_with_itself_is_no_open_port()
    {
        // Few ports to connect from: many connections to them meet themselves (RFC 9293, section 3.5).
        await using var lab = await ScanLab.StartAsync("", "in scanner sysctl net.ipv4.ip_local_port_range=40000 40031", "in scanner tcp 39000");
        for (var round = 0; round < 5; round++)
        {
            var ours = await NmapOracle.OursAsync(lab, "connect", "39000,40000-40031", "127.0.0.1");
            ours.Where(line => line.EndsWith(" open", StringComparison.Ordinal)).ShouldBe(["127.0.0.1 39000 open"]);
        }
    }

    static async Task SameAsync(ScanLab lab, string method, string kind, string ports, params string[] targets)
    {
        var nmap = await NmapOracle.NmapAsync(lab, kind, ports, targets);
        nmap.ShouldNotBeEmpty();
        (await NmapOracle.OursAsync(lab, method, ports, targets)).ShouldBe(nmap);
    }
}
