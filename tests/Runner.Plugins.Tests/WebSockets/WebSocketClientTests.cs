using System.Text;
using System.Text.Json;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.WebSockets;
using Runner.Sdk;
using WebSocketException = Runner.Sdk.WebSocketException;

namespace Runner.Plugins.Tests.WebSockets;

/// <summary>The client against python3-websockets.</summary>
public sealed class WebSocketClientTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static string UrlOf(int port, string path) => $"ws://127.0.0.1:{port}{path}";

    [Fact]
    public async Task Text_json_and_bytes_come_back_as_they_were_sent()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/echo"), null, Cancel);

        await socket.SendTextAsync("grüße 👋", Cancel);
        await socket.SendJsonAsync(JsonSerializer.SerializeToElement(new { type = "order", amount = 3 }), Cancel);
        await socket.SendAsync(new byte[] { 0, 255, 7 }, cancel: Cancel);

        var text = await socket.ReceiveAsync(Cancel);
        text.Type.ShouldBe(WebSocketMessageKind.Text);
        text.Text.ShouldBe("grüße 👋");
        text.Size.ShouldBe(Encoding.UTF8.GetByteCount("grüße 👋"));
        text.Base64.ShouldBeNull();
        (await socket.ReceiveAsync(Cancel)).Json.GetProperty("amount").GetInt32().ShouldBe(3);
        var binary = await socket.ReceiveAsync(Cancel);
        binary.Type.ShouldBe(WebSocketMessageKind.Binary);
        binary.Text.ShouldBeNull();
        binary.Base64.ShouldBe("AP8H");
    }

    [Fact]
    public async Task Handshake_tells_what_the_server_answered()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port, "subprotocols=chat.v2,chat.v1");
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/echo?x=1"), new() { Subprotocols = ["chat.v1", "chat.v3"] }, Cancel);

        var handshake = socket.Handshake;
        handshake.Status.ShouldBe(101);
        handshake.Subprotocol.ShouldBe("chat.v1");
        handshake.Compression.ShouldBeFalse();
        handshake.Extensions.ShouldBe("");
        handshake.Headers["server"].ShouldContain("websockets");
        handshake.RemoteAddress.ShouldBe($"127.0.0.1:{port}");
        handshake.Certificate.ShouldBeNull();
        handshake.Timings.Total.ShouldBeGreaterThan(TimeSpan.Zero);
        handshake.Timings.Handshake.ShouldBeGreaterThan(TimeSpan.Zero);
        handshake.Url.ShouldBe(UrlOf(port, "/echo?x=1"));
    }

    [Fact]
    public async Task Headers_origin_and_bearer_reach_the_server()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(
            UrlOf(port, "/headers"),
            new() { Headers = new Dictionary<string, string> { ["X-Tenant"] = "blue" }, Origin = "https://example.com", Auth = new() { Bearer = "t0ken" } },
            Cancel);

        var headers = (await socket.ReceiveAsync(Cancel)).Json;

        headers.GetProperty("x-tenant").GetString().ShouldBe("blue");
        headers.GetProperty("origin").GetString().ShouldBe("https://example.com");
        headers.GetProperty("authorization").GetString().ShouldBe("Bearer t0ken");
        headers.GetProperty("host").GetString().ShouldBe($"127.0.0.1:{port}");
        headers.GetProperty("user-agent").GetString()!.ShouldStartWith("Runner/");
        headers.TryGetProperty("sec-websocket-extensions", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false, false, 15), InlineData(true, true, 15), InlineData(false, false, 9)]
    public async Task Messages_are_compressed_when_both_sides_agree(bool clientAlone, bool serverAlone, int window)
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port, "compression=deflate");
        var compression = new WebSocketCompression
        {
            ClientNoContextTakeover = clientAlone, ServerNoContextTakeover = serverAlone, ClientMaxWindowBits = window, ServerMaxWindowBits = window,
        };
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/echo"), new() { Compression = compression }, Cancel);

        socket.Handshake.Compression.ShouldBeTrue();
        socket.Handshake.Extensions.ShouldStartWith("permessage-deflate");
        foreach (var size in new[] { 0, 5, 5, 70_000, 300_000, 5 })
        {
            var text = string.Concat(Enumerable.Range(0, size / 5).Select(number => $"{number % 7919:0000} "));
            await socket.SendTextAsync(text, Cancel);
            (await socket.ReceiveAsync(Cancel)).Text.ShouldBe(text);
        }
    }

    [Fact]
    public async Task Fragments_make_one_message()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/fragments"), null, Cancel);

        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("one twö three");
        (await socket.ReceiveAsync(Cancel)).GetBytes().ToArray().ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Empty_messages_are_messages()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/empty"), null, Cancel);

        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("");
        (await socket.ReceiveAsync(Cancel)).Base64.ShouldBe("");
    }

    [Fact]
    public async Task Ping_of_the_server_is_answered()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/ping"), null, Cancel);

        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("you are");
    }

    [Fact]
    public async Task Large_message_within_the_limit_comes_whole()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/large/5000000"), null, Cancel);

        (await socket.ReceiveAsync(Cancel)).Size.ShouldBe(5_000_000);
    }

    [Fact]
    public async Task Message_over_the_limit_is_a_protocol_error_that_says_the_limit()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/large/5000"), new() { MaxMessageSize = 4096 }, Cancel);

        var error = await Should.ThrowAsync<ProtocolException>(async () => await socket.ReceiveAsync(Cancel));

        error.Status.ShouldBe(1009);
        error.Message.ShouldBe($"127.0.0.1:{port} sent a message larger than the limit of 4 KiB.");
        error.Help!.ShouldContain("max-message-size");
        socket.Closed!.Name.ShouldBe("message too big");
    }

    [Theory]
    [InlineData(1000, "normal closure", false), InlineData(1001, "going away", true), InlineData(1011, "internal error", true)]
    [InlineData(1008, "policy violation", false), InlineData(1012, "service restart", true), InlineData(1013, "try again later", true)]
    [InlineData(4000, "application's code", false)]
    public async Task Close_of_the_server_tells_code_and_reason(int code, string name, bool transient)
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, $"/close/{code}/enough"), null, Cancel);

        var error = await Should.ThrowAsync<WebSocketException>(async () => await socket.ReceiveAsync(Cancel));

        error.Status.ShouldBe(code);
        error.IsTransient.ShouldBe(transient);
        error.Message.ShouldBe($"127.0.0.1:{port} closed the WebSocket with {code} ({name}): \"enough\".");
        socket.Closed.ShouldBe(new WebSocketClose(code, name, "enough", Clean: true, ByPeer: true));
        (await Should.ThrowAsync<WebSocketException>(() => socket.SendTextAsync("too late", Cancel))).Status.ShouldBe(code);
    }

    [Fact]
    public async Task Close_of_ours_reaches_the_server_and_is_clean()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/closed-with"), null, Cancel);

        var close = await socket.CloseAsync(4321, "genug", cancel: Cancel);

        close.ShouldBe(new WebSocketClose(4321, "application's code", "genug", Clean: true, ByPeer: false));
        await Eventually.HoldsAsync(() => peer.Output.Contains("closed with 4321 genug", StringComparison.Ordinal), Cancel);
        (await socket.CloseAsync(cancel: Cancel)).Code.ShouldBe(4321);
    }

    [Fact]
    public async Task Messages_come_as_a_sequence_until_the_normal_end()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/fragments"), null, Cancel);

        var sizes = new List<long>();
        await foreach (var message in socket.ReceiveAllAsync(Cancel)) sizes.Add(message.Size);

        sizes.ShouldBe([14, 3]);
    }

    [Fact]
    public async Task Handler_gets_each_message_in_order_and_the_end()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        var seen = new List<int>();
        var done = new TaskCompletionSource();
        WebSocketClose? told = null;
        await using (var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/count/50"), new()
        {
            OnMessage = async (message, cancel) =>
            {
                await Task.Yield();
                seen.Add(message.Json.GetProperty("data").GetProperty("number").GetInt32());
                if (seen.Count == 50) done.SetResult();
            },
            OnClosed = close => told = close,
        }, Cancel))
        {
            await done.Task.WaitAsync(Cancel);
        }

        seen.ShouldBe(Enumerable.Range(0, 50));
        told!.Code.ShouldBe(1000);
        told.ByPeer.ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_handler_throws_ends_the_client_and_comes_out()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync(
            UrlOf(port, "/count/3"), new() { OnMessage = (_, _) => throw new InvalidOperationException("no more"), Reconnect = new() }, Cancel);

        (await Should.ThrowAsync<InvalidOperationException>(() => socket.WaitForCloseAsync(Cancel))).Message.ShouldBe("no more");
        (await Should.ThrowAsync<InvalidOperationException>(() => socket.SendTextAsync("x", Cancel))).Message.ShouldBe("no more");
    }

    [Fact]
    public async Task Too_many_messages_stop_the_sender_and_none_is_lost()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        // Pings every moment: that nothing is read must not be taken for a silent peer.
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(port, "/feed"), new()
        {
            MaxBufferedMessages = 10,
            KeepAlive = new() { Interval = TimeSpan.FromMilliseconds(250), Timeout = TimeSpan.FromMilliseconds(500) },
        }, Cancel);

        var before = "";
        // The sender has stopped when its count stands still.
        await Eventually.HoldsAsync(
            async () =>
            {
                before = peer.Output;
                await Task.Delay(1500, Cancel);
                return before.Length > 0 && before == peer.Output;
            },
            Cancel);
        socket.Closed.ShouldBeNull();
        for (var number = 0; number < 200; number++) (await socket.ReceiveAsync(Cancel)).Text![..5].ShouldBe($"{number:00000}");
        peer.Output.Length.ShouldBeGreaterThan(before.Length);

        var close = await socket.CloseAsync(cancel: Cancel);
        close.Clean.ShouldBeTrue();
        close.Unread.ShouldBeGreaterThan(0);
    }
}
