using System.Xml.Linq;
using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Discovery;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Scan.Discovery;

public sealed class HostFinderTests
{
    static readonly ScanOptions Packets = new(), Connections = new() { Method = ScanMethod.Connect };

    [Theory]
    [InlineData(ScanMethod.Auto)]
    [InlineData(ScanMethod.Connect)]
    public void Hosts_of_a_link_are_those_that_nmap_finds_with_their_hardware_addresses(object method)
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "10.9.0.1/24", "10.9.0.2/24 10.9.0.77/24 10.9.0.200/24 10.9.0.254/24");

        var found = Find(near, AddressList.From("10.9.0.0", 256), new() { Method = (ScanMethod)method });

        var oracle = Oracle(near, "-n -sn 10.9.0.0/24");
        found.Keys.ShouldBe(oracle.Keys, ignoreOrder: true);
        found.Count.ShouldBe(5);
        foreach (var (address, (reason, mac)) in oracle)
        {
            found[address].Mac.ShouldBe(mac, address);
            if ((ScanMethod)method == ScanMethod.Auto) Kebab(found[address].Reason).ShouldBe(reason, address);
            if (mac is not null) found[address].RoundTrip!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        }
    }

    [Fact]
    public void Hosts_behind_a_router_are_found_by_whatever_they_answer_to()
    {
        using var near = new NetworkRoom();
        using var middle = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(middle, "10.9.0.1/24", "10.9.0.2/24");
        middle.Join(far, "10.8.0.1/24", "10.8.0.10/24 10.8.0.11/24 10.8.0.12/24 10.8.0.13/24 10.8.0.14/24 10.8.0.15/24", "eth1");
        near.Shell("ip route add default via 10.9.0.2");
        far.Shell("ip route add default via 10.8.0.1");
        middle.Shell("sysctl -qw net.ipv4.ip_forward=1");
        far.Listen("10.8.0.12", 443);
        far.Filter("ip daddr 10.8.0.10 meta l4proto tcp drop");
        far.Filter("ip daddr 10.8.0.11-10.8.0.15 meta l4proto icmp drop");
        far.Filter("ip daddr 10.8.0.11 tcp dport != 22 drop");
        far.Filter("ip daddr 10.8.0.12 tcp dport != 443 drop");
        far.Filter("ip daddr 10.8.0.13 tcp flags & (syn | ack) == syn drop");
        far.Filter("ip daddr 10.8.0.14 meta l4proto tcp reject with icmp type admin-prohibited");
        far.Filter("ip daddr 10.8.0.15 drop");

        var found = Find(near, AddressList.From("10.8.0.8", 16), Packets);

        found.ToDictionary(each => each.Key, each => each.Value.Reason).ShouldBe(
            new Dictionary<string, StateReason>
            {
                ["10.8.0.10"] = StateReason.EchoReply,
                ["10.8.0.11"] = StateReason.Reset,
                ["10.8.0.12"] = StateReason.SynAck,
                ["10.8.0.13"] = StateReason.Reset,
                ["10.8.0.14"] = StateReason.AdminProhibited,
            },
            ignoreOrder: true);
        found.Values.ShouldAllBe(host => host.Mac == null);
        // It asks more ports than nmap does, and takes the refusal of a host's own firewall for a sign of life.
        Oracle(near, "-n -sn 10.8.0.8-23").Keys.ShouldBeSubsetOf(found.Keys);
    }

    [Fact]
    public void Without_rights_hosts_are_found_by_open_and_refused_ports_and_by_pings_where_the_system_lets_anybody()
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "10.9.0.1/24", "10.9.0.2/24 10.9.0.3/24 10.9.0.4/24");
        far.Listen("10.9.0.2", 443);
        far.Filter("ip daddr 10.9.0.2 tcp dport != 443 drop");
        far.Filter("ip daddr 10.9.0.4 meta l4proto tcp drop");
        var range = AddressList.From("10.9.0.2", 8);

        var connected = Find(near, range, Connections);
        near.Shell("echo '0 0' > /proc/sys/net/ipv4/ping_group_range");
        var pinged = Find(near, range, Connections);

        connected.Keys.ShouldBe(["10.9.0.2", "10.9.0.3"], ignoreOrder: true);
        connected["10.9.0.2"].Reason.ShouldBe(StateReason.SynAck);
        connected["10.9.0.3"].Reason.ShouldBe(StateReason.ConnRefused);
        pinged.Keys.ShouldBe(["10.9.0.2", "10.9.0.3", "10.9.0.4"], ignoreOrder: true);
        pinged["10.9.0.4"].Reason.ShouldBe(StateReason.EchoReply);
    }

    [Fact]
    public void Neighbours_of_ipv6_are_found_with_their_hardware_addresses_however_they_filter()
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "fd00:9::1/64", "fd00:9::2/64 fd00:9::abcd/64");
        far.Filter("meta l4proto { tcp, udp } drop");
        far.Filter("icmpv6 type echo-request drop");
        var mac = far.Shell("cat /sys/class/net/eth0/address 2>/dev/null; ip -o link show eth0").Split("link/ether ")[1][..17];

        var found = Find(near, new AddressList("fd00:9::2", "fd00:9::3", "fd00:9::abcd", "fd00:9::1:abcd"), Packets);

        found.Keys.ShouldBe(["fd00:9::2", "fd00:9::abcd"], ignoreOrder: true);
        found.Values.ShouldAllBe(host => host.Reason == StateReason.ArpResponse && host.Mac == mac);
    }

    [Theory]
    [InlineData(ScanMethod.Auto)]
    [InlineData(ScanMethod.Connect)]
    public void Own_addresses_are_up_without_being_asked(object method)
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "10.9.0.1/24 fd00:9::1/64", "10.9.0.2/24 fd00:9::2/64");

        var found = Find(near, new AddressList("127.0.0.1", "10.9.0.1", "fd00:9::1", "::1"), new() { Method = (ScanMethod)method });

        found.Count.ShouldBe(4);
        found.Values.ShouldAllBe(host => host.Reason == StateReason.LocalhostResponse && host.RoundTrip == null && host.Mac == null);
    }

    [Fact]
    public void Network_without_a_route_is_down_at_once()
    {
        using var room = new NetworkRoom();
        var finder = new HostFinder(AddressList.From("10.7.0.0", 5000), Packets);
        room.Run(() => ListAsync(finder).GetAwaiter().GetResult()).ShouldBeEmpty();
        finder.Progress!.Decided.ShouldBe(5000);
        finder.Progress.Probes.ShouldBe(5000);
    }

    [Fact]
    public void Sixty_thousand_dead_addresses_are_decided_within_the_rate()
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "10.9.0.1/24", "10.9.0.2/24");
        near.Shell("ip route add 10.7.0.0/16 via 10.9.0.2");
        far.Filter("ip daddr 10.7.0.0/16 drop");
        far.Shell("ip route add 10.7.255.9/32 dev lo; sysctl -qw net.ipv4.ip_forward=0");

        var finder = new HostFinder(AddressList.From("10.7.0.0", 65536), new() { MaxRate = 200_000, MaxRoundTrip = TimeSpan.FromMilliseconds(300) });
        near.Run(() => ListAsync(finder).GetAwaiter().GetResult()).ShouldBeEmpty();

        finder.Progress!.Decided.ShouldBe(65536);
        finder.Progress.Probes.ShouldBeInRange(2 * 65536, 3 * 65536);
    }

    [Fact]
    public void Who_stops_listening_stops_the_search()
    {
        using var near = new NetworkRoom();
        using var far = new NetworkRoom();
        near.Join(far, "10.9.0.1/16", "10.9.0.2/16");
        near.Run(() => FirstAsync(new HostFinder(AddressList.From("10.9.0.0", 65536), new() { MaxRate = 1000 })).GetAwaiter().GetResult()).Address.ToString().ShouldBeOneOf("10.9.0.1", "10.9.0.2");

        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Should.Throw<OperationCanceledException>(() => near.Run(() => ListAsync(new HostFinder(AddressList.From("10.9.0.0", 65536), new() { MaxRate = 100 }), stop.Token).GetAwaiter().GetResult()));
    }

    static async Task<FoundHost> FirstAsync(HostFinder finder)
    {
        await foreach (var host in finder.FindAsync()) return host;
        throw new InvalidOperationException("nobody was found");
    }

    static Dictionary<string, FoundHost> Find(NetworkRoom room, AddressList addresses, ScanOptions options) =>
        room.Run(() => ListAsync(new HostFinder(addresses, options)).GetAwaiter().GetResult()).ToDictionary(host => host.Address.ToString());

    static async Task<List<FoundHost>> ListAsync(HostFinder finder, CancellationToken cancel = default)
    {
        var found = new List<FoundHost>();
        await foreach (var host in finder.FindAsync(cancel)) found.Add(host);
        return found;
    }

    /// <summary>What nmap finds: reason and hardware address of each host that is up.</summary>
    static Dictionary<string, (string Reason, string? Mac)> Oracle(NetworkRoom room, string arguments)
    {
        var nmap = PeerProcess.Require("nmap");
        return XDocument.Parse(room.Shell($"{nmap} {arguments} -oX -")).Descendants("host").ToDictionary(
            host => AddressOf(host, type => type.StartsWith("ip", StringComparison.Ordinal))!,
            host => (host.Element("status")!.Attribute("reason")!.Value, AddressOf(host, type => type == "mac")?.ToLowerInvariant()));
    }

    static string? AddressOf(XElement host, Func<string, bool> isType) =>
        host.Elements("address").FirstOrDefault(each => isType(each.Attribute("addrtype")!.Value))?.Attribute("addr")!.Value;

    static string Kebab(StateReason reason) => string.Concat(reason.ToString().Select((letter, at) => (at > 0 && char.IsUpper(letter) ? "-" : "") + char.ToLowerInvariant(letter)));
}
