using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Runner.Plugins.Sockets;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;
using UdpClient = Runner.Plugins.Sockets.UdpClient;

namespace Runner.Plugins.Tests.Sockets;

public sealed class UdpTests : IAsyncDisposable
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    readonly TestActionContext context = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => context.DisposeAsync();

    static IEnumerable<byte[]> Echo(byte[] datagram) => [datagram];

    async Task<UdpServer> Listen(UdpListen listen)
    {
        await listen.RunAsync(context, Cancel);
        return (UdpServer)context.Opened[^1];
    }

    [Theory]
    [InlineData("127.0.0.1"), InlineData("::1")]
    public async Task Exchange_sends_a_datagram_and_has_the_answer(string address)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6 || address == "127.0.0.1", "this machine has no IPv6");
        await using var peer = RawUdpPeer.Start(datagram => [[.. "got "u8, .. datagram]], IPAddress.Parse(address));

        var result = await new UdpExchange { Host = address, Port = peer.Port, Text = "zoë", Timeout = Long }.RunAsync(context, Cancel);

        result.First!.Text.ShouldBe("got zoë");
        result.First.Hex.ShouldBe("676f74207a6fc3ab");
        result.First.Base64.ShouldBe("Z290IHpvw6s=");
        result.First.Size.ShouldBe(8);
        result.First.From.ShouldBe(new IPEndPoint(IPAddress.Parse(address), peer.Port).ToString());
        result.Last.ShouldBeSameAs(result.First);
        result.Elapsed.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("hex", "0x50 49:4e-47"), InlineData("base64", "UElORw=="), InlineData("text", "PING")]
    public async Task Payload_is_given_as_text_hex_or_base64(string input, string value)
    {
        await using var peer = RawUdpPeer.Start(Echo);
        var exchange = new UdpExchange { Host = "127.0.0.1", Port = peer.Port, Timeout = Long };

        await (input switch { "hex" => exchange with { Hex = value }, "base64" => exchange with { Base64 = value }, _ => exchange with { Text = value } }).RunAsync(context, Cancel);

        peer.Received.ShouldHaveSingleItem().ShouldBe("PING"u8.ToArray());
    }

    [Fact]
    public async Task Empty_datagram_is_sent_and_received()
    {
        await using var peer = RawUdpPeer.Start(Echo);

        var result = await new UdpExchange { Host = "127.0.0.1", Port = peer.Port, Text = "", Timeout = Long }.RunAsync(context, Cancel);

        (result.First!.Size, result.First.Text).ShouldBe((0, ""));
    }

    [Fact]
    public async Task Exchange_waits_for_as_many_answers_as_it_is_told()
    {
        await using var peer = RawUdpPeer.Start(_ => Enumerable.Range(1, 5).Select(i => new[] { (byte)('0' + i) }));
        var exchange = new UdpExchange { Host = "127.0.0.1", Port = peer.Port, Text = "?", Timeout = Long };

        (await (exchange with { Count = 3 }).RunAsync(context, Cancel)).Datagrams.Select(each => each.Text).ShouldBe(["1", "2", "3"]);
        (await (exchange with { Until = "^[45]$" }).RunAsync(context, Cancel)).Datagrams.Select(each => each.Text).ShouldBe(["1", "2", "3", "4"]);
        (await (exchange with { Count = 0, Timeout = Short }).RunAsync(context, Cancel)).Datagrams.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Silence_is_a_timeout_that_says_what_came()
    {
        await using var silent = RawUdpPeer.Start(_ => []);
        await using var one = RawUdpPeer.Start(Echo);
        var exchange = new UdpExchange { Host = "127.0.0.1", Port = silent.Port, Text = "?", Timeout = Short };

        (await Should.ThrowAsync<NetworkTimeoutException>(exchange.RunAsync(context, Cancel).AsTask())).Message.ShouldBe($"Nothing came from 127.0.0.1:{silent.Port} within 200 ms.");
        (await Should.ThrowAsync<NetworkTimeoutException>((exchange with { Port = one.Port, Count = 3 }).RunAsync(context, Cancel).AsTask())).Message
            .ShouldBe($"From 127.0.0.1:{one.Port} came 1 datagram within 200 ms, and 3 were waited for.");
        (await Should.ThrowAsync<NetworkTimeoutException>((exchange with { Port = one.Port, Until = "yes" }).RunAsync(context, Cancel).AsTask())).Message
            .ShouldBe($"Nothing from 127.0.0.1:{one.Port} matched /yes/ within 200 ms: 1 datagram came.");
        (await (exchange with { Count = 0 }).RunAsync(context, Cancel)).First.ShouldBeNull();
    }

    [Fact]
    public async Task Port_where_nobody_listens_is_a_connection_error_at_once()
    {
        var error = await Should.ThrowAsync<ConnectionFailedException>(
            new UdpExchange { Host = "127.0.0.1", Port = PeerProcess.FreePort(), Text = "?", Timeout = TimeSpan.FromMinutes(5) }.RunAsync(context, Cancel).AsTask());

        error.Message.ShouldContain("has nobody listening on this port");
        error.Help!.ShouldContain("Is the service running");
    }

    [Fact]
    public async Task Datagram_that_is_too_long_is_told_of()
    {
        await using var peer = RawUdpPeer.Start(Echo);

        var error = await Should.ThrowAsync<ConnectionFailedException>(
            new UdpExchange { Host = "127.0.0.1", Port = peer.Port, Text = new string('x', 66_000) }.RunAsync(context, Cancel).AsTask());

        error.Message.ShouldContain("cannot be sent that much in one datagram");
        error.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task Large_datagram_comes_whole()
    {
        await using var peer = RawUdpPeer.Start(Echo);
        var text = new string('x', 60_000);

        (await new UdpExchange { Host = "127.0.0.1", Port = peer.Port, Text = text, Timeout = Long }.RunAsync(context, Cancel)).First!.Text.ShouldBe(text);
    }

    [Fact]
    public async Task Other_senders_are_not_listened_to()
    {
        await using var peer = RawUdpPeer.Start(_ => []);
        await using var client = await UdpClient.ConnectAsync("127.0.0.1", peer.Port, null, Cancel);
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        await stranger.SendToAsync("boo"u8.ToArray(), new IPEndPoint(IPAddress.Loopback, client.LocalPort), Cancel);

        await Should.ThrowAsync<NetworkTimeoutException>(client.ReceiveAsync(new() { Timeout = Short }, Cancel));
    }

    [Fact]
    public async Task Connection_is_sent_and_received_through_by_later_steps()
    {
        await using var peer = RawUdpPeer.Start(Echo);
        var connected = await new UdpConnect { Host = "127.0.0.1", Port = peer.Port, Text = "hello" }.RunAsync(context, Cancel);
        var connection = context.Opened.ShouldHaveSingleItem().ShouldBeOfType<UdpClient>();

        connected.RemoteAddress.ShouldBe($"127.0.0.1:{peer.Port}");
        connected.LocalAddress.ShouldBe(connection.LocalAddress);
        connection.Description.ShouldBe($"udp 127.0.0.1:{peer.Port}");
        (await new UdpReceive { Connection = connection, Timeout = Long }.RunAsync(context, Cancel)).First!.Text.ShouldBe("hello");
        var sent = await new UdpSend { Connection = connection, Hex = "00ff" }.RunAsync(context, Cancel);
        (sent.Size, sent.To).ShouldBe((2, connected.RemoteAddress));
        (await new UdpReceive { Connection = connection, Timeout = Long }.RunAsync(context, Cancel)).First!.Hex.ShouldBe("00ff");
    }

    [Fact]
    public async Task Send_without_a_connection_needs_no_answer()
    {
        await using var peer = RawUdpPeer.Start(_ => []);

        var sent = await new UdpSend { Host = "127.0.0.1", Port = peer.Port, Text = "requests:1|c" }.RunAsync(context, Cancel);

        (sent.Size, sent.To).ShouldBe((12, $"127.0.0.1:{peer.Port}"));
        await Eventually.HoldsAsync(() => !peer.Received.IsEmpty, Cancel);
        peer.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Server_answers_in_turn_and_keeps_what_came()
    {
        var server = await Listen(new() { Answers = [new() { Text = "one" }, new() { Hex = "32" }] });
        await using var client = await UdpClient.ConnectAsync("127.0.0.1", server.LocalPort, null, Cancel);
        var heard = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(new[] { (byte)('a' + i) }, Cancel);
            heard.Add((await client.ReceiveAsync(new() { Timeout = Long }, Cancel)).First!.Text);
        }

        heard.ShouldBe(["one", "2", "2"]);
        var received = await new UdpReceive { Connection = server, Count = 3, Timeout = Long }.RunAsync(context, Cancel);
        received.Datagrams.Select(each => each.Text).ShouldBe(["a", "b", "c"]);
        received.Datagrams.ShouldAllBe(each => each.From == client.LocalAddress);
        (await new UdpReceive { Connection = server, Count = 0, Timeout = Short }.RunAsync(context, Cancel)).Datagrams.ShouldBeEmpty();
    }

    [Fact]
    public async Task Server_echoes_and_sends_to_whom_it_is_told()
    {
        var server = await Listen(new() { Echo = true });
        await using var client = await UdpClient.ConnectAsync("127.0.0.1", server.LocalPort, null, Cancel);
        await client.SendAsync("x"u8.ToArray(), Cancel);
        (await client.ReceiveAsync(new() { Timeout = Long }, Cancel)).First!.Text.ShouldBe("x");

        await new UdpSend { Connection = server, Host = "127.0.0.1", Port = client.LocalPort, Text = "news" }.RunAsync(context, Cancel);

        (await client.ReceiveAsync(new() { Timeout = Long }, Cancel)).First!.Text.ShouldBe("news");
        context.Logged.ShouldContain(line => line.Message.StartsWith("1 byte from 127.0.0.1:"));
    }

    [Fact]
    public async Task Server_serves_many_clients_and_survives_one_that_is_gone()
    {
        var server = await Listen(new() { Echo = true });
        var gone = await UdpClient.ConnectAsync("127.0.0.1", server.LocalPort, null, Cancel);
        await gone.SendAsync("x"u8.ToArray(), Cancel);
        await gone.DisposeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
            (await new UdpExchange { Host = "127.0.0.1", Port = server.LocalPort, Text = $"{i}", Timeout = Long }.RunAsync(context, Cancel)).First!.Text));

        answers.ShouldBe(Enumerable.Range(0, 50).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Flood_keeps_the_newest_and_counts_the_rest()
    {
        var server = await Listen(new() { Echo = true, Keep = 3 });
        for (var i = 0; i < 10; i++) await new UdpExchange { Host = "127.0.0.1", Port = server.LocalPort, Text = $"{i}", Timeout = Long }.RunAsync(context, Cancel);

        var kept = await new UdpReceive { Connection = server, Count = 0, Timeout = Short }.RunAsync(context, Cancel);

        kept.Datagrams.Select(each => each.Text).ShouldBe(["7", "8", "9"]);
        server.Dropped.ShouldBe(7);
    }

    [Fact]
    public async Task Closed_server_frees_its_port_and_ends_whoever_waits()
    {
        var server = UdpServer.Start();
        var waiting = server.ReceiveAsync(new() { Timeout = TimeSpan.FromMinutes(5) }, Cancel);

        await server.DisposeAsync();
        await server.DisposeAsync();

        (await Should.ThrowAsync<ConnectionFailedException>(waiting)).Message.ShouldContain("does not listen any more");
        await using var next = UdpServer.Start(new() { Socket = new() { LocalPort = server.LocalPort } });
    }

    [Fact]
    public async Task Members_of_a_multicast_group_get_what_is_sent_to_it()
    {
        const string group = "239.255.77.1";
        var multicast = new MulticastOptions { Group = group, Interface = "127.0.0.1" };
        await using var one = UdpServer.Start(new() { Socket = new() { Multicast = multicast }, Answers = ["here"u8.ToArray()] });
        await using var two = UdpServer.Start(new() { Socket = new() { LocalPort = one.LocalPort, Multicast = multicast }, Answers = ["here too"u8.ToArray()] });

        var answers = await new UdpExchange
        {
            Host = group, Port = one.LocalPort, Text = "who?", Count = 2, Timeout = Long, LocalAddress = "127.0.0.1", Multicast = new() { Interface = "127.0.0.1" },
        }.RunAsync(context, Cancel);

        answers.Datagrams.Select(each => each.Text).ShouldBe(["here", "here too"], ignoreOrder: true);
        answers.Datagrams.ShouldAllBe(each => each.From.StartsWith("127.0.0.1:"));
    }

    [Fact]
    public async Task Members_of_an_ipv6_group_get_what_is_sent_to_it()
    {
        // Loopback has no IPv6 multicast on Linux. A group of ff01:: does not leave the interface, so no other machine sees it.
        var name = NetworkInterface.GetAllNetworkInterfaces().FirstOrDefault(each => each is { OperationalStatus: OperationalStatus.Up, SupportsMulticast: true }
            && each.NetworkInterfaceType != NetworkInterfaceType.Loopback && each.GetIPProperties().UnicastAddresses.Any(own => own.Address.IsIPv6LinkLocal))?.Name;
        Assert.SkipWhen(name is null, "this machine has no interface for multicast over IPv6");
        await using var server = UdpServer.Start(new() { Socket = new() { Multicast = new() { Group = "ff01::77", Interface = name } }, Answers = ["six"u8.ToArray()] });

        var answer = await new UdpExchange { Host = "ff01::77", Port = server.LocalPort, Text = "?", Timeout = Long, Multicast = new() { Interface = name } }.RunAsync(context, Cancel);

        answer.First!.Text.ShouldBe("six");
    }

    [Fact]
    public async Task Broadcast_needs_to_be_allowed()
    {
        var server = await Listen(new() { Address = "0.0.0.0", Answers = [new() { Text = "here" }] });
        var exchange = new UdpExchange { Host = "127.255.255.255", Port = server.LocalPort, Text = "?", Timeout = Long };

        var error = await Should.ThrowAsync<ConnectionFailedException>(exchange.RunAsync(context, Cancel).AsTask());
        error.Help!.ShouldContain("broadcast: true");
        (await (exchange with { Broadcast = true }).RunAsync(context, Cancel)).First!.Text.ShouldBe("here");
    }

    [Fact]
    public async Task Local_address_and_port_are_what_is_asked_for()
    {
        await using var peer = RawUdpPeer.Start(Echo);
        var port = PeerProcess.FreePort();

        await using var client = await UdpClient.ConnectAsync("127.0.0.1", peer.Port, new() { LocalAddress = "127.0.0.3", LocalPort = port }, Cancel);

        client.LocalAddress.ShouldBe($"127.0.0.3:{port}");
    }

    [Fact]
    public async Task Pattern_that_takes_for_ever_is_ended()
    {
        await using var peer = RawUdpPeer.Start(_ => [System.Text.Encoding.ASCII.GetBytes(new string('a', 60) + "!")]);

        var error = await Should.ThrowAsync<ActionInputException>(
            new UdpExchange { Host = "127.0.0.1", Port = peer.Port, Text = "?", Until = "^(a+)+$", Timeout = Long }.RunAsync(context, Cancel).AsTask());

        error.Message.ShouldContain("takes longer than 1 s");
    }

    [Fact]
    public async Task Name_that_does_not_resolve_is_a_dns_error() => await Should.ThrowAsync<DnsResolutionException>(
        new UdpExchange { Host = "no-such-name.invalid", Port = 9, Text = "x" }.RunAsync(context, Cancel).AsTask());
}
