using System.Net;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Networking;

public sealed class NetworkPolicyTests
{
    static NetworkRule[] Rules(params string[] texts) => Array.ConvertAll(texts, text => NetworkRule.TryParse(text, "runner.yaml:1:1", out var rule, out var problem) ? rule : throw new ArgumentException(problem));

    internal static NetworkPolicy Denying(params string[] rules) => new() { Deny = Rules(rules) };

    internal static NetworkPolicy Allowing(params string[] rules) => new() { Allow = Rules(rules) };

    static bool May(NetworkPolicy policy, string address, string? name = null) => policy.RefusalOf(IPAddress.Parse(address), name) is null;

    static bool MayScan(NetworkPolicy policy, string address, string? name = null) => policy.ScanRefusalOf(IPAddress.Parse(address), name) is null;

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.0.0.5", "10.0.0.5", true)]
    [InlineData("10.0.0.5", "::ffff:10.0.0.5", true)]
    [InlineData("169.254.169.254", "64:ff9b::a9fe:a9fe", true)]
    [InlineData("::ffff:10.0.0.0/104", "10.9.9.9", true)]
    [InlineData("127.0.0.1", "0.0.0.0", true)]
    [InlineData("0.0.0.0", "127.0.0.1", true)]
    [InlineData("loopback", "::", true)]
    [InlineData("loopback", "127.9.9.9", true)]
    [InlineData("loopback", "::1", true)]
    [InlineData("private", "172.31.255.255", true)]
    [InlineData("private", "172.32.0.0", false)]
    [InlineData("private", "fd12::1", true)]
    [InlineData("private", "100.64.0.1", true)]
    [InlineData("link-local", "169.254.169.254", true)]
    [InlineData("link-local", "fe80::1%1", true)]
    [InlineData("multicast", "239.255.255.250", true)]
    [InlineData("public", "8.8.8.8", true)]
    [InlineData("public", "2606:4700::1111", true)]
    [InlineData("public", "223.255.255.255", true)]
    [InlineData("public", "192.168.1.1", false)]
    [InlineData("public", "198.18.0.1", false)]
    [InlineData("public", "2001:db8::1", false)]
    [InlineData("fd00::/8", "fd00::1", true)]
    [InlineData("*", "1.2.3.4", true)]
    [InlineData("*", "::5", true)]
    public void A_rule_covers_the_addresses_that_lead_there(string rule, string address, bool covers)
    {
        May(Denying(rule), address).ShouldBe(!covers);
        May(Allowing(rule), address).ShouldBe(covers);
    }

    [Theory]
    [InlineData("api.example.com", "API.example.com.", true)]
    [InlineData("api.example.com", "www.api.example.com", false)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "badexample.com", false)]
    [InlineData("bücher.example", "xn--bcher-kva.example", true)]
    [InlineData("*", "anything", true)]
    public void A_rule_covers_the_names_that_are_meant(string rule, string name, bool covers)
    {
        (Denying(rule).RefusalOfName(name) is null).ShouldBe(!covers);
        (Allowing(rule).RefusalOfName(name) is null).ShouldBe(covers);
        May(Allowing(rule), "192.0.2.1", name).ShouldBe(covers);
    }

    [Fact]
    public void Deny_wins_over_allow()
    {
        var policy = new NetworkPolicy { Allow = Rules("private", "db.internal"), Deny = Rules("10.9.0.0/16") };

        May(policy, "10.1.1.1").ShouldBeTrue();
        May(policy, "10.9.1.1").ShouldBeFalse();
        May(policy, "10.9.1.1", "db.internal").ShouldBeFalse();
        May(policy, "8.8.8.8", "db.internal").ShouldBeTrue();
        policy.RefusalOf(IPAddress.Parse("10.9.1.1")).ShouldBe("`network.deny` has 10.9.0.0/16 (runner.yaml:1:1)");
    }

    [Fact]
    public void Of_several_addresses_those_that_may_be_reached_are_left()
    {
        var policy = Denying("127.0.0.2");
        var addresses = Array.ConvertAll(["127.0.0.1", "127.0.0.2"], IPAddress.Parse);

        policy.Permitted(addresses, "name", "name:80").ShouldBe([IPAddress.Loopback]);
        var error = Should.Throw<NetworkPolicyException>(() => policy.Permitted(addresses[1..], "name", "name:80"));
        error.Message.ShouldBe("The network policy forbids to reach name (127.0.0.2): `network.deny` has 127.0.0.2 (runner.yaml:1:1).");
        (error.Kind, error.IsTransient, error.Target).ShouldBe((ErrorKind.Policy, false, "name:80"));
    }

    [Fact]
    public void Public_addresses_are_scanned_only_where_it_is_said()
    {
        MayScan(NetworkPolicy.Default, "10.0.0.1").ShouldBeTrue();
        MayScan(NetworkPolicy.Default, "198.18.0.1").ShouldBeTrue();
        MayScan(NetworkPolicy.Default, "8.8.8.8").ShouldBeFalse();
        MayScan(NetworkPolicy.Default, "224.0.0.1").ShouldBeFalse();
        MayScan(NetworkPolicy.Default, "::ffff:8.8.8.8").ShouldBeFalse();
        var allowing = new NetworkPolicy { ScanAllow = Rules("8.8.8.0/24", "scanme.example"), Deny = Rules("8.8.8.9") };
        MayScan(allowing, "8.8.8.8").ShouldBeTrue();
        MayScan(allowing, "8.8.8.9").ShouldBeFalse();
        MayScan(allowing, "8.8.4.4").ShouldBeFalse();
        MayScan(allowing, "8.8.4.4", "scanme.example").ShouldBeTrue();
        MayScan(new() { ScanAllow = Rules("public"), Allow = Rules("private") }, "8.8.8.8").ShouldBeFalse();
    }

    [Theory]
    [InlineData("10.0.0.0", "10.255.255.255", "10.5.0.0")]
    [InlineData("10.4.0.0", "10.4.255.255", null)]
    [InlineData("9.0.0.0", "9.0.0.255", "9.0.0.0")]
    [InlineData("192.168.0.0", "192.169.0.0", "192.169.0.0")]
    [InlineData("172.16.0.0", "172.31.255.255", null)]
    [InlineData("fd00::", "fd00::ffff", "fd00::42")]
    [InlineData("fd01::", "fdff:ffff::", null)]
    [InlineData("0.0.0.0", "255.255.255.255", "1.0.0.0")]
    public void The_first_address_of_a_range_that_may_not_be_scanned_is_found(string first, string last, string? found) =>
        Denying("10.5.0.0/16", "fd00::42").FirstNotToScan(IPAddress.Parse(first), IPAddress.Parse(last))?.ToString().ShouldBe(found);

    [Fact]
    public async Task The_dialer_goes_where_it_may_only()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        PeerAddress To(string host, NetworkPolicy policy) => new(host, port, "target") { Dialing = new() { Network = policy, Resolve = AddressOverrides.Parse(new Dictionary<string, string> { ["given"] = "127.0.0.1" }) } };

        await using (await Dialer.OpenAsync(To("localhost", Denying("::1")), null, cancel)) { }
        await using (await Dialer.OpenAsync(To("localhost", Allowing("localhost")), null, cancel)) { }
        await Should.ThrowAsync<NetworkPolicyException>(async () => await Dialer.OpenAsync(To("localhost", Denying("loopback")), null, cancel));
        await Should.ThrowAsync<NetworkPolicyException>(async () => await Dialer.OpenAsync(To("given", Denying("127.0.0.1")), null, cancel));
        await Should.ThrowAsync<NetworkPolicyException>(async () => await Dialer.OpenAsync(To("given", Denying("given")), null, cancel));
        await Should.ThrowAsync<NetworkPolicyException>(async () => await Dialer.OpenAsync(To("2130706433", Denying("127.0.0.1")), null, cancel));
    }
}
