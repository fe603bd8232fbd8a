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
