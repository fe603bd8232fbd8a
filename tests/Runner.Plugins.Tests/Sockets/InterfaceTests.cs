using System.Net;
using System.Net.NetworkInformation;
using Runner.Plugins.Sockets;

namespace Runner.Plugins.Tests.Sockets;

public sealed class InterfaceTests
{
    static async Task<InterfaceList> List(string? name = null)
    {
        await using var context = new TestActionContext();
        return await new NetInterfaces { Name = name }.RunAsync(context, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Loopback_is_up_with_its_address_and_counts()
    {
        var list = await List();

        list.HostName.ShouldBe(Dns.GetHostName());
        var loopback = list.Interfaces.Single(each => each.Addresses.Any(address => address.Address == "127.0.0.1"));
        loopback.Up.ShouldBeTrue();
        loopback.Type.ShouldBe("loopback");
        loopback.Addresses.ShouldContain(new InterfaceAddress("127.0.0.1", 8, "ipv4"));
        loopback.Mac.ShouldBeNull();
        loopback.Mtu.ShouldNotBeNull().ShouldBeGreaterThan(1000);
        loopback.BytesReceived.ShouldNotBeNull();
        list.Addresses.ShouldNotContain("127.0.0.1");
    }

    [Fact]
    public async Task List_is_what_the_system_says()
    {
        var system = NetworkInterface.GetAllNetworkInterfaces();

        var list = await List();

        list.Interfaces.Select(each => each.Name).ShouldBe(system.Select(each => each.Name));
        foreach (var (ours, theirs) in list.Interfaces.Zip(system))
        {
            ours.Addresses.Select(address => address.Address).ShouldBe(theirs.GetIPProperties().UnicastAddresses.Select(address => address.Address.ToString()));
            ours.Mac?.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant().ShouldBe(theirs.GetPhysicalAddress().ToString());
        }
    }

    [Fact]
    public async Task One_is_listed_by_its_name_and_an_unknown_one_is_none()
    {
        var name = NetworkInterface.GetAllNetworkInterfaces()[0].Name;

        (await List(name)).Interfaces.ShouldHaveSingleItem().Name.ShouldBe(name);
        (await List("no-such-interface")).Interfaces.ShouldBeEmpty();
    }
}
