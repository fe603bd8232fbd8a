using Runner.Plugins.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Sockets;

/// <summary>Inputs of UDP's actions that cannot work.</summary>
public sealed class UdpInputTests : IAsyncDisposable
{
    readonly TestActionContext context = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => context.DisposeAsync();

    public static TheoryData<string, string, UdpExchange> WrongInputs
    {
        get
        {
            var right = new UdpExchange { Host = "127.0.0.1", Port = 9, Text = "x" };
            return new()
            {
                { "text", "nothing to send", right with { Text = null } },
                { "hex", "More than one", right with { Hex = "00" } },
                { "base64", "More than one", right with { Base64 = "AA==" } },
                { "hex", "'g' is no hexadecimal digit", right with { Text = null, Hex = "0g" } },
                { "hex", "half a byte", right with { Text = null, Hex = "000" } },
                { "base64", "not base64", right with { Text = null, Base64 = "?" } },
                { "host", "give a name or an address", right with { Host = "" } },
                { "host", "give a name or an address", right with { Host = "udp://x" } },
                { "host", "give a name or an address", right with { Host = "[::1" } },
                { "host", "give a name or an address", right with { Host = "::1]" } },
                { "host", "give a name or an address", right with { Host = "[127.0.0.1]" } },
                { "host", "after the colon comes a port", right with { Host = "127.0.0.1:x", Port = null } },
                { "port", "give the port once", right with { Host = "127.0.0.1:9" } },
                { "port", "`port` is missing", right with { Port = null } },
                { "hex", "'x' is no hexadecimal digit", right with { Text = null, Hex = "00x5" } },
                { "port", "from 1 to 65535", right with { Port = 0 } },
                { "port", "from 1 to 65535", right with { Port = 65536 } },
                { "local-port", "from 1 to 65535, or 0", right with { LocalPort = -1 } },
                { "local-address", "give an address", right with { LocalAddress = "eth0" } },
                { "local-address", "not an address of this machine", right with { LocalAddress = "203.0.113.1" } },
                { "local-address", "of the other family", right with { LocalAddress = "::1" } },
                { "count", "from 0 to", right with { Count = -1 } },
                { "timeout", "out of range", right with { Timeout = TimeSpan.Zero } },
                { "until", "no regular expression", right with { Until = "(" } },
                { "multicast.group", "a multicast address", right with { Multicast = new() { Group = "192.0.2.1" } } },
                { "multicast.group", "of the other family", right with { Multicast = new() { Group = "ff02::1" } } },
                { "multicast.interface", "this machine has", right with { Multicast = new() { Interface = "no-such" } } },
                { "multicast.ttl", "from 0 to 255", right with { Multicast = new() { Ttl = 256 } } },
            };
        }
    }

    [Fact]
    public async Task Host_may_bring_its_port_and_hex_its_prefixes()
    {
        await using var server = RawUdpPeer.Start(asked => [asked]);

        var answer = await new UdpExchange { Host = server.Server, Hex = "0x50 0x49:0X4e-47" }.RunAsync(context, Cancel);

        answer.First!.Text.ShouldBe("PING");
    }

    [Fact]
    public async Task Family_that_the_address_is_not_of_is_an_error() =>
        (await Should.ThrowAsync<DnsResolutionException>(async () => await new UdpExchange { Host = "127.0.0.1", Port = 9, Text = "x", Family = AddressFamilyChoice.Ipv6 }.RunAsync(context, Cancel)))
            .Message.ShouldContain("no IPv6 address");

    [Fact]
    public async Task Ping_has_no_ports() =>
        (await Should.ThrowAsync<ActionInputException>(async () => await new IcmpPing { Host = "127.0.0.1:80" }.RunAsync(context, Cancel))).Message.ShouldContain("ICMP has no ports");

    [Fact]
    public async Task Options_of_a_socket_that_is_open_already_are_refused()
    {
        await using var open = await UdpClient.ConnectAsync("127.0.0.1", 9, cancel: Cancel);
        var send = new UdpSend { Connection = open, Text = "x" };
        (string, UdpSend)[] wrong = [("local-port", send with { LocalPort = 9 }), ("local-address", send with { LocalAddress = "127.0.0.1" }), ("multicast", send with { Multicast = new() }), ("broadcast", send with { Broadcast = true }), ("family", send with { Family = AddressFamilyChoice.Ipv4 })];

        foreach (var (input, action) in wrong)
            (await Should.ThrowAsync<ActionInputException>(async () => await action.RunAsync(context, Cancel))).Input.ShouldBe(input);
    }

    [Theory]
    [MemberData(nameof(WrongInputs))]
    public async Task Input_that_cannot_work_is_named(string input, string what, UdpExchange exchange)
    {
        var error = await Should.ThrowAsync<ActionInputException>(exchange.RunAsync(context, Cancel).AsTask());

        error.Input.ShouldBe(input);
        error.Message.ShouldContain(what);
    }

    [Fact]
    public async Task Inputs_of_listening_and_sending_that_cannot_work_are_named()
    {
        await new UdpListen().RunAsync(context, Cancel);
        var server = (UdpServer)context.Opened[^1];
        await using var client = await UdpClient.ConnectAsync("127.0.0.1", server.LocalPort, null, Cancel);
        foreach (var (input, what, action) in new (string, string, Func<Task>)[]
        {
            ("port", "is in use", async () => await new UdpListen { Port = server.LocalPort }.RunAsync(context, Cancel)),
            ("address", "not an address of this machine", async () => await new UdpListen { Address = "203.0.113.1" }.RunAsync(context, Cancel)),
            ("echo", "give one of them", async () => await new UdpListen { Echo = true, Answers = [new() { Text = "x" }] }.RunAsync(context, Cancel)),
            ("answers[1].text", "answers[1].hex", async () => await new UdpListen { Answers = [new() { Text = "x" }, new()] }.RunAsync(context, Cancel)),
            ("keep", "from 1 to", async () => await new UdpListen { Keep = 0 }.RunAsync(context, Cancel)),
            ("host", "no `connection`", async () => await new UdpSend { Text = "x" }.RunAsync(context, Cancel)),
            ("port", "give `port`", async () => await new UdpSend { Text = "x", Host = "127.0.0.1" }.RunAsync(context, Cancel)),
            ("host", "many clients", async () => await new UdpSend { Text = "x", Connection = server }.RunAsync(context, Cancel)),
            ("port", "already says whom", async () => await new UdpSend { Text = "x", Connection = client, Port = 9 }.RunAsync(context, Cancel)),
        })
        {
            var error = await Should.ThrowAsync<ActionInputException>(action);
            error.Input.ShouldBe(input);
            error.Message.ShouldContain(what);
        }
    }
}
