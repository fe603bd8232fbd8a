using System.Text;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.WebSockets;
using Runner.Sdk;
using WebSocketException = Runner.Sdk.WebSocketException;

namespace Runner.Plugins.Tests.WebSockets;

/// <summary>Peers that agree to a WebSocket and then misbehave.</summary>
public sealed class WebSocketBrokenPeerTests
{
    static readonly byte[] HalfMessage = [0x01, 3, (byte)'o', (byte)'n', (byte)'e'];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<TError> ErrorOf<TError>(RawPeer peer, WebSocketClientOptions? options = null) where TError : NetworkException
    {
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{peer.Port}/", options, Cancel);
        var error = await Should.ThrowAsync<TError>(async () => await socket.ReceiveAsync(Cancel));
        error.Message.ShouldStartWith($"{(error is ProtocolException or NetworkTimeoutException ? "" : "The WebSocket to ")}127.0.0.1:{peer.Port}");
        error.Message.ShouldNotContain("Exception");
        return error;
    }

    static async Task FloodAsync(Stream stream, byte[] frame, CancellationToken cancel)
    {
        var many = Enumerable.Repeat(frame, 16_000).SelectMany(bytes => bytes).ToArray();
        // Pings are answered, and an answer that nobody reads would end the flood.
        var reading = stream.CopyToAsync(Stream.Null, cancel);
        while (!reading.IsCompleted) await stream.WriteAsync(many, cancel);
    }

    [Theory]
    [InlineData("invalid UTF-8", new byte[] { 0x81, 2, 0xC3, 0x28 }, 1007)]
    [InlineData("masked frame", new byte[] { 0x81, 0x82, 1, 2, 3, 4, 5, 6 }, 1002)]
    [InlineData("reserved opcode", new byte[] { 0x83, 1, 1 }, 1002)]
    [InlineData("reserved control opcode", new byte[] { 0x8B, 0 }, 1002)]
    [InlineData("reserved bit", new byte[] { 0xC1, 1, 65 }, 1002)]
    [InlineData("continuation of nothing", new byte[] { 0x80, 1, 65 }, 1002)]
    [InlineData("new message inside another", new byte[] { 0x01, 1, 65, 0x81, 1, 66 }, 1002)]
    [InlineData("fragmented ping", new byte[] { 0x09, 0 }, 1002)]
    [InlineData("long ping", new byte[] { 0x89, 126, 0, 200 }, 1002)]
    [InlineData("negative length", new byte[] { 0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 1 }, 1002)]
    [InlineData("close code of one byte", new byte[] { 0x88, 1, 3 }, 1002)]
    [InlineData("close code 1005", new byte[] { 0x88, 2, 0x03, 0xED }, 1002)]
    [InlineData("close code 5000", new byte[] { 0x88, 2, 0x13, 0x88 }, 1002)]
    public async Task Broken_frame_is_a_protocol_error(string what, byte[] bytes, int code)
    {
        await using var peer = RawWebSocket.Saying(bytes);

        var error = await ErrorOf<ProtocolException>(peer, new() { Reconnect = new() });

        error.Status.ShouldBe(code, what);
        error.IsTransient.ShouldBeFalse();
        peer.Connections.ShouldBe(1, "it is not opened again");
    }

    [Fact]
    public async Task Invalid_UTF8_across_fragments_is_found()
    {
        await using var peer = RawWebSocket.Saying([0x01, 1, 0xC3, 0x80, 1, 0x28]);

        (await ErrorOf<ProtocolException>(peer)).Status.ShouldBe(1007);
    }

    [Fact]
    public async Task Peer_is_told_why_we_end_it()
    {
        byte[] told = [];
        var done = new TaskCompletionSource();
        await using var peer = RawWebSocket.Saying([0x81, 0x7E, 0x10, 0x00, .. new byte[4096]], async (stream, cancel) =>
        {
            told = new byte[8];
            await stream.ReadExactlyAsync(told, cancel);
            done.SetResult();
        });

        await ErrorOf<ProtocolException>(peer, new() { MaxMessageSize = 1000 });
        await done.Task.WaitAsync(Cancel);

        told[0].ShouldBe((byte)0x88);
        var code = ((told[6] ^ told[2]) << 8) | (told[7] ^ told[3]);
        code.ShouldBe(1009);
    }

    [Fact]
    public async Task Endless_fragments_end_at_the_limit()
    {
        await using var peer = RawWebSocket.Saying([0x01, 0], async (stream, cancel) =>
        {
            var more = RawWebSocket.Frame(0x00, Encoding.ASCII.GetBytes(new string('x', 60_000)));
            while (true) await stream.WriteAsync(more, cancel);
        });

        (await ErrorOf<ProtocolException>(peer, new() { MaxMessageSize = 1_000_000 })).Status.ShouldBe(1009);
    }

    [Fact]
    public async Task Endless_empty_fragments_are_a_protocol_error()
    {
        await using var peer = RawWebSocket.Saying([0x81, 1, (byte)'k', 0x01, 0], (stream, cancel) => FloodAsync(stream, [0x00, 0], cancel));
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{peer.Port}/", null, Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("k");
        var error = await Should.ThrowAsync<ProtocolException>(async () => await socket.ReceiveAsync(Cancel));

        error.Status.ShouldBe(1002);
        error.Message.ShouldContain("1000 fragments without data");
    }

    [Theory]
    [InlineData("pings", new byte[] { 0x89, 0 })]
    [InlineData("pongs", new byte[] { 0x8A, 0 })]
    [InlineData("empty messages", new byte[] { 0x82, 0 })]
    public async Task Flood_of_frames_without_data_does_not_keep_the_caller(string what, byte[] frame)
    {
        await using var peer = RawWebSocket.Saying([], (stream, cancel) => FloodAsync(stream, frame, cancel));
        var socket = await Task.Run(() => WebSocketClient.ConnectAsync($"ws://127.0.0.1:{peer.Port}/", new() { MaxBufferedMessages = 5 }, Cancel), Cancel)
            .WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        var close = await socket.CloseAsync(timeout: TimeSpan.FromMilliseconds(300), cancel: Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await socket.DisposeAsync();

        close.Clean.ShouldBeFalse(what);
    }

    [Theory]
    [InlineData("first", new byte[] { 0x82, 127, 0x40, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData("continuation", new byte[] { 0x02, 1, 65, 0x80, 127, 0x40, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData("after a message and a ping", new byte[] { 0x82, 1, 65, 0x89, 1, 1, 0x82, 126, 0x10, 0 })]
    public async Task Frame_that_says_it_is_too_large_is_not_waited_for(string what, byte[] bytes)
    {
        await using var peer = RawWebSocket.Saying(bytes);
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{peer.Port}/", new() { MaxMessageSize = 1000 }, Cancel);
        if (bytes[0] == 0x82 && bytes[1] == 1) (await socket.ReceiveAsync(Cancel)).Size.ShouldBe(1);

        var error = await Should.ThrowAsync<ProtocolException>(async () => await socket.ReceiveAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel));

        error.Status.ShouldBe(1009, what);
        error.Help!.ShouldContain("max-message-size");
    }

    [Fact]
    public async Task Reset_in_a_message_is_a_lost_connection()
    {
        await using var peer = RawWebSocket.Saying(HalfMessage, async (stream, cancel) =>
        {
            await Task.Delay(50, cancel);
            RawPeer.Reset(stream);
        });

        var error = await ErrorOf<ConnectionFailedException>(peer);

        error.Status.ShouldBe(1006);
        error.IsTransient.ShouldBeTrue();
        error.Message.ShouldContain("lost without a close frame (1006): it was reset");
    }

    [Fact]
    public async Task End_in_a_message_is_a_lost_connection()
    {
        await using var peer = RawWebSocket.Saying(HalfMessage, (_, _) => Task.CompletedTask);

        (await ErrorOf<ConnectionFailedException>(peer)).Message.ShouldContain("(1006): it ended");
    }

    [Fact]
    public async Task Close_without_a_code_is_told_as_1005()
    {
        await using var peer = RawWebSocket.Saying([0x88, 0]);
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{peer.Port}/", null, Cancel);

        var error = await Should.ThrowAsync<WebSocketException>(async () => await socket.ReceiveAsync(Cancel));

        error.Status.ShouldBe(1005);
        error.Message.ShouldEndWith("closed the WebSocket with 1005 (no code).");
    }

    [Fact]
    public async Task Peer_that_answers_no_ping_is_a_timeout()
    {
        await using var peer = RawWebSocket.Saying([]);

        var error = await ErrorOf<NetworkTimeoutException>(peer, new() { KeepAlive = new() { Interval = TimeSpan.FromMilliseconds(100), Timeout = TimeSpan.FromMilliseconds(300) } });

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} did not answer a ping within 300 ms.");
        error.Help!.ShouldContain("keep-alive");
    }

    [Fact]
    public async Task Peer_that_answers_pings_stays()
    {
        var pings = 0;
        await using var peer = RawWebSocket.Saying([], async (stream, cancel) =>
        {
            var ping = new byte[6];
            while (pings < 4)
            {
                await stream.ReadExactlyAsync(ping, cancel);
                ping.ShouldBe([0x89, 0x80, 0, 0, 0, 0]);
                pings++;
                await stream.WriteAsync(new byte[] { 0x8A, 0 }, cancel);
            }
            await stream.WriteAsync(RawWebSocket.Frame(0x81, (byte)'k'), cancel);
            await stream.CopyToAsync(Stream.Null, cancel);
        });
        await using var socket = await WebSocketClient.ConnectAsync(
            $"ws://127.0.0.1:{peer.Port}/", new() { KeepAlive = new() { Interval = TimeSpan.FromMilliseconds(100), Timeout = TimeSpan.FromSeconds(30) } }, Cancel);

        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("k");
        pings.ShouldBe(4);
    }

    [Fact]
    public async Task Peer_that_does_not_answer_a_close_is_left_in_time()
    {
        await using var peer = RawWebSocket.Saying([]);
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{peer.Port}/", null, Cancel);

        var close = await socket.CloseAsync(timeout: TimeSpan.FromMilliseconds(200), cancel: Cancel);

        close.Clean.ShouldBeFalse();
        close.Code.ShouldBe(1006);
        close.ByPeer.ShouldBeFalse();
    }

    [Fact]
    public async Task Peer_that_floods_instead_of_answering_a_close_is_left_in_time()
    {
        var flood = RawWebSocket.Frame(0x82, new byte[10_000]);
        await using var peer = RawWebSocket.Saying([], async (stream, cancel) =>
        {
            while (true) await stream.WriteAsync(flood, cancel);
        });
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{peer.Port}/", new() { MaxBufferedMessages = 5 }, Cancel);

        var close = await socket.CloseAsync(timeout: TimeSpan.FromMilliseconds(300), cancel: Cancel);

        close.Clean.ShouldBeFalse();
        close.Unread.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Peer_that_takes_nothing_does_not_hold_a_cancelled_send()
    {
        await using var peer = RawWebSocket.Saying([], (_, cancel) => Task.Delay(Timeout.Infinite, cancel));
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{peer.Port}/", null, Cancel);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(() => socket.SendAsync(new byte[64 * 1024 * 1024], cancel: soon.Token));

        (await Should.ThrowAsync<ConnectionFailedException>(async () => await socket.ReceiveAsync(Cancel))).Status.ShouldBe(1006);
    }

    [Fact]
    public async Task Compressed_bomb_ends_at_the_limit()
    {
        // 20 MB of zeros, deflated: the frame is some 20 KB.
        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(new byte[20_000_000]);
        var payload = packed.ToArray();
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await RawWebSocket.AgreeAsync(stream, "Sec-WebSocket-Extensions: permessage-deflate\r\n", RawWebSocket.Frame(0xC2, payload), cancel);
            await stream.CopyToAsync(Stream.Null, cancel);
        });

        (await ErrorOf<ProtocolException>(peer, new() { Compression = new(), MaxMessageSize = 1_000_000 })).Status.ShouldBe(1009);
    }

    [Fact]
    public async Task Compressed_garbage_is_a_protocol_error()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await RawWebSocket.AgreeAsync(stream, "Sec-WebSocket-Extensions: permessage-deflate\r\n", RawWebSocket.Frame(0xC1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), cancel);
            await stream.CopyToAsync(Stream.Null, cancel);
        });

        await ErrorOf<ProtocolException>(peer, new() { Compression = new() });
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_is_not_sent()
    {
        await using var peer = RawWebSocket.Saying([]);
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{peer.Port}/", null, Cancel);

        (await Should.ThrowAsync<ActionInputException>(() => socket.SendAsync(new byte[] { 0xC3, 0x28 }, WebSocketMessageKind.Text, Cancel))).Input.ShouldBe("text");
        (await Should.ThrowAsync<ActionInputException>(() => socket.CloseAsync(1005, cancel: Cancel))).Input.ShouldBe("code");
        (await Should.ThrowAsync<ActionInputException>(() => socket.CloseAsync(reason: new string('ü', 62), cancel: Cancel))).Input.ShouldBe("reason");
    }
}
