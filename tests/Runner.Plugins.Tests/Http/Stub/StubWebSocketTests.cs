using System.Net.WebSockets;
using System.Text;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.Stub;

/// <summary>Routes that speak WebSocket, to clients that nobody here wrote.</summary>
public sealed class StubWebSocketTests
{
    const string Opening = "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static StubServer Serve(StubRoute route) => StubServer.Start([route with { Path = "/ws" }]);

    static StubServer Echo => Serve(new() { Path = "", Websocket = StubWebSocket.Echo });

    static async Task<ClientWebSocket> ConnectAsync(StubServer server, Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new ClientWebSocket();
        configure?.Invoke(client.Options);
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}/ws"), Cancel);
        return client;
    }

    static async Task<(WebSocketMessageType Type, byte[] Bytes)> ReceiveAsync(ClientWebSocket client)
    {
        using var message = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var part = await client.ReceiveAsync(buffer, Cancel);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return (part.MessageType, message.ToArray());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Echo_sends_every_message_back(bool compressed)
    {
        await using var server = Echo;
        using var client = await ConnectAsync(server, options => options.DangerousDeflateOptions = compressed ? new() { ServerMaxWindowBits = 10 } : null);

        foreach (var size in new[] { 0, 5, 1024, 1025, 70_000, 1_000_000, 3 })
        {
            var sent = new byte[size];
            Random.Shared.NextBytes(sent);
            await client.SendAsync(sent, WebSocketMessageType.Binary, true, Cancel);
            var (type, bytes) = await ReceiveAsync(client);
            type.ShouldBe(WebSocketMessageType.Binary);
            bytes.SequenceEqual(sent).ShouldBeTrue($"{size} bytes");
        }
        await client.SendAsync("grüße"u8.ToArray(), WebSocketMessageType.Text, true, Cancel);
        Encoding.UTF8.GetString((await ReceiveAsync(client)).Bytes).ShouldBe("grüße");

        await client.CloseAsync((WebSocketCloseStatus)4001, "enough", Cancel);
        client.CloseStatus.ShouldBe((WebSocketCloseStatus)4001);
        client.CloseStatusDescription.ShouldBe("enough");
        server.Received.Single().Status.ShouldBe(101);
    }

    [Fact]
    public async Task Messages_come_at_the_start_and_close_with_the_code()
    {
        await using var server = Serve(new() { Path = "", Websocket = StubWebSocket.Listen, Messages = ["one", "two"], Close = 1001 });
        using var client = await ConnectAsync(server);

        Encoding.UTF8.GetString((await ReceiveAsync(client)).Bytes).ShouldBe("one");
        Encoding.UTF8.GetString((await ReceiveAsync(client)).Bytes).ShouldBe("two");
        (await ReceiveAsync(client)).Type.ShouldBe(WebSocketMessageType.Close);
        client.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Cancel);
    }

    [Theory]
    [InlineData("b,a", "b")]
    [InlineData("x", null)]
    public async Task Subprotocol_is_the_first_of_the_clients_that_the_route_has(string offered, string? agreed)
    {
        await using var server = Serve(new() { Path = "", Websocket = StubWebSocket.Echo, Subprotocols = ["a", "b"] });
        using var client = await ConnectAsync(server, options =>
        {
            foreach (var protocol in offered.Split(',')) options.AddSubProtocol(protocol);
        });

        client.SubProtocol.ShouldBe(agreed);
    }

    [Fact]
    public async Task Python_client_is_echoed_compressed_fragmented_and_pinged()
    {
        await using var server = Echo;
        const string script = """
            import asyncio, sys
            try:
                import websockets
            except ImportError:
                sys.exit(77)
            async def main():
                async with websockets.connect(sys.argv[1], compression="deflate") as ws:
                    print("deflate" if ws.extensions else "plain")
                    await ws.send("x" * 100000)
                    print(len(await ws.recv()))
                    await ws.send(["one ", "two ", "three"])
                    print(await ws.recv())
                    await ws.send(b"\x00\xff")
                    print(await ws.recv())
                    await (await ws.ping())
                    await ws.close(4000, "bye")
                    print(ws.close_code, ws.close_reason)
            asyncio.run(asyncio.wait_for(main(), 30))
            """;

        var (code, output, errors) = await ProgramRun.ToEndAsync("/usr/bin/python3", null, "-c", script, $"ws://127.0.0.1:{server.Port}/ws");

        Assert.SkipWhen(code == 77, "missing peer: python3-websockets");
        output.ShouldBe("deflate\n100000\none two three\nb'\\x00\\xff'\n4000 bye\n", errors);
    }

    [Fact]
    public async Task Opening_is_answered_as_the_rfc_shows()
    {
        await using var server = Echo;
        using var client = await StubConversation.SayAsync(server, Opening + "\r\n");

        (await RawPeer.ReadHeadAsync(client.GetStream(), Cancel))
            .ShouldBe("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
    }

    [Theory]
    [InlineData("permessage-deflate", "permessage-deflate; server_no_context_takeover; client_no_context_takeover")]
    [InlineData("permessage-deflate; client_max_window_bits; server_max_window_bits=10", "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10")]
    [InlineData("permessage-deflate; server_max_window_bits=8, permessage-deflate", "permessage-deflate; server_no_context_takeover; client_no_context_takeover")]
    [InlineData("permessage-deflate; mystery, x-other", null)]
    public async Task Compression_is_agreed_to_as_far_as_it_is_known(string offered, string? agreed)
    {
        await using var server = Echo;
        using var client = await StubConversation.SayAsync(server, $"{Opening}Sec-WebSocket-Extensions: {offered}\r\n\r\n");

        var head = await RawPeer.ReadHeadAsync(client.GetStream(), Cancel);

        if (agreed is null) head.ShouldNotContain("Sec-WebSocket-Extensions");
        else head.ShouldContain($"Sec-WebSocket-Extensions: {agreed}\r\n");
    }

    [Theory]
    [InlineData("Upgrade: websocket\r\n", "", 426)]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", 426)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "short", 400)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "!GhlIHNhbXBsZSBub25jZQ==", 400)]
    public async Task Request_that_opens_no_websocket_is_refused(string part, string instead, int status)
    {
        await using var server = Echo;

        var answer = await StubConversation.AnswerAsync(server, Opening.Replace(part, instead, StringComparison.Ordinal).Replace("keep-alive, Upgrade", "close, Upgrade", StringComparison.Ordinal) + "\r\n");

        answer.ShouldStartWith($"HTTP/1.1 {status} ");
        server.Received.Single().Status.ShouldBe(status);
    }

    [Fact]
    public async Task Client_that_breaks_the_protocol_loses_its_connection_and_nobody_else_is_hurt()
    {
        await using var server = Echo;
        using var client = await StubConversation.SayAsync(server, Opening + "\r\n");
        await RawPeer.ReadHeadAsync(client.GetStream(), Cancel);

        await client.Client.SendAsync((byte[])[0x81, 0x07, .. "no mask"u8], Cancel);

        var rest = new byte[100];
        while (await client.GetStream().ReadAsync(rest, Cancel) > 0)
        {
            // a close frame
        }
        using var other = await ConnectAsync(server);
        await other.SendAsync("x"u8.ToArray(), WebSocketMessageType.Text, true, Cancel);
        (await ReceiveAsync(other)).Bytes.ShouldBe("x"u8.ToArray());
    }
}
