using System.Net;
using System.Net.Sockets;
using Runner.Plugins.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Sockets;

/// <summary>Pings of this machine. Each test needs to be allowed an ICMP socket.</summary>
public sealed class PingTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static readonly PingOptions Quick = new() { Count = 3, Interval = TimeSpan.FromMilliseconds(10), Timeout = TimeSpan.FromSeconds(20) };

    static async Task RequireSocketAsync(IPAddress address)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6 || address.AddressFamily == AddressFamily.InterNetwork, "this machine has no IPv6");
        using var socket = await IcmpSocket.OpenAsync(address, null, Cancel);
        Assert.SkipWhen(socket is null, "this user may not have an ICMP socket");
    }

    [Theory]
    [InlineData("127.0.0.1"), InlineData("::1")]
    public async Task This_machine_replies_to_every_request(string address)
    {
        await RequireSocketAsync(IPAddress.Parse(address));
        await using var context = new TestActionContext();

        var result = await new IcmpPing { Host = address, Count = 3, Interval = TimeSpan.FromMilliseconds(10), Timeout = TimeSpan.FromSeconds(20), Size = 100 }.RunAsync(context, Cancel);

        (result.Sent, result.Received, result.Loss, result.Address).ShouldBe((3, 3, 0, address));
        result.Replies.Select(reply => reply.Sequence).ShouldBe([1, 2, 3]);
        result.Replies.ShouldAllBe(reply => reply.From == address && reply.Size == 100 && reply.Time > TimeSpan.Zero);
        result.Min!.Value.ShouldBeLessThanOrEqualTo(result.Avg!.Value);
        result.Avg.Value.ShouldBeLessThanOrEqualTo(result.Max!.Value);
        result.Stddev!.Value.ShouldBeLessThanOrEqualTo(result.Max.Value);
        result.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Name_is_pinged_in_the_family_that_is_asked_for()
    {
        await RequireSocketAsync(IPAddress.Loopback);

        (await new PingClient(Quick with { Family = AddressFamilyChoice.Ipv4 }).PingAsync("localhost", Cancel)).Address.ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task Pings_at_the_same_time_do_not_take_each_others_replies()
    {
        await RequireSocketAsync(IPAddress.Loopback);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => new PingClient(Quick with { Size = i }).PingAsync("127.0.0.1", Cancel)));

        for (var i = 0; i < results.Length; i++) results[i].Replies.Select(reply => reply.Size).ShouldBe([i, i, i]);
    }

    [Fact]
    public async Task Reply_that_comes_too_late_does_not_count()
    {
        await RequireSocketAsync(IPAddress.Loopback);

        // Nothing is that fast; so this is what a host that does not reply looks like, without another host.
        var result = await new PingClient(Quick with { Timeout = TimeSpan.FromTicks(1) }).PingAsync("127.0.0.1", Cancel);

        (result.Sent, result.Received, result.Loss).ShouldBe((3, 0, 1));
        (result.Min, result.Avg, result.Max, result.Stddev).ShouldBe((null, null, null, null));
        result.ToString().ShouldBe("0 of 3 replies from 127.0.0.1");
    }

    [Fact]
    public async Task Cancelled_ping_ends_at_once()
    {
        await RequireSocketAsync(IPAddress.Loopback);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var pinging = new PingClient(new() { Count = 10, Interval = TimeSpan.FromMinutes(5) }).PingAsync("127.0.0.1", cancelled.Token);

        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(pinging);
    }

    [Fact]
    public async Task Ping_of_the_system_serves_users_without_a_socket()
    {
        await RequireSocketAsync(IPAddress.Loopback);

        var result = await SystemPing.RunAsync(IPAddress.Loopback, Quick with { Ttl = 5 }, "127.0.0.1", Cancel);

        (result.Sent, result.Received).ShouldBe((3, 3));
        result.Replies.ShouldAllBe(reply => reply.From == "127.0.0.1");
    }

    [Fact]
    public async Task Name_that_does_not_resolve_is_a_dns_error() =>
        await Should.ThrowAsync<DnsResolutionException>(new PingClient().PingAsync("no-such-name.invalid", Cancel));

    [Fact]
    public async Task Malformed_inputs_are_named()
    {
        await using var context = new TestActionContext();
        foreach (var (input, ping) in new (string, IcmpPing)[]
        {
            ("host", new() { Host = " " }), ("host", new() { Host = "http://x/" }), ("count", new() { Host = "x", Count = 0 }), ("size", new() { Host = "x", Size = 70_000 }),
            ("ttl", new() { Host = "x", Ttl = 256 }), ("timeout", new() { Host = "x", Timeout = TimeSpan.Zero }), ("interval", new() { Host = "x", Interval = TimeSpan.FromSeconds(-1) }),
        })
            (await Should.ThrowAsync<ActionInputException>(async () => await ping.RunAsync(context, Cancel))).Input.ShouldBe(input);
    }

    [Theory]
    [InlineData(3, 0, "the network is unreachable"), InlineData(3, 1, "the host is unreachable"), InlineData(3, 13, "a firewall forbids it"), InlineData(11, 0, "the request passed too many routers")]
    public void What_a_router_says_is_read_with_the_request_that_it_is_about(byte type, byte code, string problem)
    {
        var request = IcmpPacket.Request(AddressFamily.InterNetwork, 77, 5, 8);
        byte[] header = [0x45, .. new byte[19]];
        byte[] message = [.. header, type, code, .. new byte[6], .. header, .. request];

        IcmpPacket.Read(message, AddressFamily.InterNetwork, 77).ShouldBe(new IcmpMessage(5, -1, null, problem));
        IcmpPacket.Read(message, AddressFamily.InterNetwork, 78).ShouldBeNull();
        for (var length = 0; length < header.Length + 36; length++) IcmpPacket.Read(message.AsSpan(0, length), AddressFamily.InterNetwork, 77).ShouldBeNull();
    }

    [Theory]
    [InlineData(1, 0, "the network is unreachable"), InlineData(1, 3, "the host is unreachable"), InlineData(3, 0, "the request passed too many routers"), InlineData(2, 0, "the request is too large for the way")]
    public void What_a_router_says_over_ipv6_is_read_too(byte type, byte code, string problem)
    {
        var request = IcmpPacket.Request(AddressFamily.InterNetworkV6, 77, 5, 8);
        byte[] message = [type, code, .. new byte[6], .. new byte[40], .. request];

        IcmpPacket.Read(message, AddressFamily.InterNetworkV6, 77).ShouldBe(new IcmpMessage(5, -1, null, problem));
    }
}
