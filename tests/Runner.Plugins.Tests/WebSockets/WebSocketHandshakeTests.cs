using System.Net.Sockets;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.WebSockets;
using Runner.Sdk;
using WebSocketException = Runner.Sdk.WebSocketException;

namespace Runner.Plugins.Tests.WebSockets;

/// <summary>Handshakes that come to nothing.</summary>
public sealed class WebSocketHandshakeTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static string UrlOf(int port, string path = "/") => $"ws://127.0.0.1:{port}{path}";

    static async Task<TError> ErrorOf<TError>(string url, WebSocketClientOptions? options = null) where TError : Exception
    {
        var error = await Should.ThrowAsync<TError>(async () => await WebSocketClient.ConnectAsync(url, options, Cancel));
        error.Message.ShouldNotContain("Exception");
        if (error is NetworkException network) network.Target.ShouldNotContain("@");
        return error;
    }

    [Theory]
    [InlineData("http", "SSH-2.0-OpenSSH_9.2\r\n", "does not speak the protocol of a proxy, it said \"SSH-2.0-OpenSSH_9.2\\r\\n\"")]
    [InlineData("http", "HTTP/1.1 banana\r\n\r\n", "did not answer with valid HTTP: ")]
    [InlineData("http", "", "closed the connection without answering")]
    [InlineData("socks5", "HTTP/1.1 400 Bad Request\r\n\r\n", "did not connect to 127.0.0.1:9: Unexpected SOCKS protocol version")]
    [InlineData("socks5", "\u0005\u00ff", "did not connect to 127.0.0.1:9: ")]
    public async Task Broken_proxy_is_told_as_the_proxys_fault(string scheme, string said, string message)
    {
        await using var proxy = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.ReadAtLeastAsync(new byte[3], 3, cancellationToken: cancel);
            await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(said), cancel);
            stream.Socket.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null, cancel);
        });
        foreach (var target in new[] { "ws://127.0.0.1:9/", "wss://127.0.0.1:9/" })
        {
            var error = await ErrorOf<ProxyException>(target, new() { Proxy = ProxySettings.Parse($"{scheme}://127.0.0.1:{proxy.Port}", null) });

            error.Message.ShouldContain($"The proxy 127.0.0.1:{proxy.Port} {message}");
            error.Message.ShouldNotContain("proxy tunnel");
            error.Help!.ShouldContain("`proxy`");
        }
    }

    [Fact]
    public async Task Web_page_instead_of_a_WebSocket_is_told_with_what_it_said()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);

        var plain = await ErrorOf<WebSocketException>(UrlOf(port, "/plain"));
        plain.Status.ShouldBe(200);
        plain.IsTransient.ShouldBeFalse();
        plain.Message.ShouldStartWith($"127.0.0.1:{port} did not open a WebSocket: it answered 200 OK.");
        plain.Help!.ShouldContain("path");
        (await ErrorOf<WebSocketException>(UrlOf(port, "/teapot"))).Status.ShouldBe(418);
    }

    [Fact]
    public async Task Redirect_says_where_to()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);

        var error = await ErrorOf<WebSocketException>(UrlOf(port, "/moved"));

        error.Status.ShouldBe(302);
        error.Help!.ShouldContain("wss://elsewhere.example/feed");
    }

    [Fact]
    public async Task Busy_server_says_how_long_to_wait()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);

        var error = await ErrorOf<RateLimitedException>(UrlOf(port, "/busy"));

        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        error.Status.ShouldBe(429);
    }

    [Fact]
    public async Task Basic_credentials_open_what_is_shut_without()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port, "auth=ada:lovelace");

        var refused = await ErrorOf<AuthenticationException>(UrlOf(port, "/echo"));
        refused.Status.ShouldBe(401);
        refused.Help!.ShouldContain("Basic realm=");
        refused.Help!.ShouldContain("give `auth`");
        await ErrorOf<AuthenticationException>(UrlOf(port, "/echo"), new() { Auth = new() { Basic = new() { Username = "ada", Password = "wrong" } } });

        await using var given = await WebSocketClient.ConnectAsync(UrlOf(port, "/echo"), new() { Auth = new() { Basic = new() { Username = "ada", Password = "lovelace" } } }, Cancel);
        await using var inUrl = await WebSocketClient.ConnectAsync($"ws://ada:lovelace@127.0.0.1:{port}/echo", null, Cancel);
        inUrl.Handshake.Url.ShouldBe(UrlOf(port, "/echo"));
    }

    [Fact]
    public async Task Server_that_does_not_answer_is_a_timeout()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);

        var error = await ErrorOf<NetworkTimeoutException>(UrlOf(port, "/slow"), new() { ConnectTimeout = TimeSpan.FromMilliseconds(200) });

        error.Message.ShouldBe($"127.0.0.1:{port} did not answer the handshake within 200 ms.");
    }

    [Fact]
    public async Task Cancelled_handshake_is_cancelled()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Should.ThrowAsync<OperationCanceledException>(() => WebSocketClient.ConnectAsync(UrlOf(port, "/slow"), null, soon.Token));
    }

    [Fact]
    public async Task Nobody_there_is_a_refused_connection()
    {
        var error = await ErrorOf<ConnectionFailedException>(UrlOf(PeerProcess.FreePort()));

        error.Message.ShouldContain("it refused the connection");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP, it said \"SSH-2.0-OpenSSH_9.2\\r\\n\"")]
    [InlineData("220", "does not speak HTTP, it said \"220\"")]
    [InlineData("HTTP/2 101 x\r\n\r\n", "is not valid HTTP/1.1: its first line is \"HTTP/2 101 x\"")]
    [InlineData("HTTP/1.1 101 x\r\nno colon here\r\n\r\n", "it has the header line \"no colon here\"")]
    public async Task Garbage_is_a_protocol_error_that_shows_it(string said, string message)
    {
        await using var peer = RawPeer.Answering(said);

        (await ErrorOf<ProtocolException>(UrlOf(peer.Port))).Message.ShouldContain(message);
    }

    [Fact]
    public async Task Endless_headers_are_a_protocol_error()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.WriteAsync("HTTP/1.1 101 x\r\n"u8.ToArray(), cancel);
            while (true) await stream.WriteAsync("X-Header: again and again and again\r\n"u8.ToArray(), cancel);
        });

        (await ErrorOf<ProtocolException>(UrlOf(peer.Port))).Message.ShouldContain("64 KiB");
    }

    [Fact]
    public async Task Close_and_reset_in_the_handshake_are_lost_connections()
    {
        await using var closing = RawPeer.Start((stream, cancel) => RawPeer.ReadHeadAsync(stream, cancel));
        await using var resetting = RawPeer.Start(async (stream, cancel) =>
        {
            await RawPeer.ReadHeadAsync(stream, cancel);
            RawPeer.Reset(stream);
        });

        (await ErrorOf<ConnectionFailedException>(UrlOf(closing.Port))).Message.ShouldBe($"127.0.0.1:{closing.Port} closed the connection without answering the handshake.");
        (await ErrorOf<ConnectionFailedException>(UrlOf(resetting.Port))).Message.ShouldBe($"The connection to 127.0.0.1:{resetting.Port} broke in the handshake: it was reset.");
        closing.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Tls_server_at_a_plain_url_and_the_reverse_are_told()
    {
        using var certificate = TestCertificate.SelfSigned().Load();
        await using var tls = await KestrelPeer.StartAsync(_ => Task.CompletedTask, certificate);
        await using var plain = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.ReadExactlyAsync(new byte[5], cancel);
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), cancel);
        });

        (await Should.ThrowAsync<NetworkException>(async () => await WebSocketClient.ConnectAsync(UrlOf(tls.Port), null, Cancel))).Help!.ShouldContain("wss://");
        (await ErrorOf<TlsException>($"wss://127.0.0.1:{plain.Port}/")).Help!.ShouldContain("ws:// instead of wss://");
    }

    [Theory]
    [InlineData("Upgrade: websocket", "Upgrade: h2c", "the header Upgrade is \"h2c\" instead of \"websocket\"")]
    [InlineData("Connection: keep-alive, Upgrade\r\n", "", "the header Connection is missing instead of \"Upgrade\"")]
    [InlineData("Sec-WebSocket-Accept: ", "Sec-WebSocket-Accept: x", "which does not answer our key")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\nSec-WebSocket-Protocol: mqtt\r\n", "it chose the subprotocol \"mqtt\", and offered were: none")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n", "and none was offered")]
    public async Task Answer_that_does_not_fit_the_request_is_refused(string right, string wrong, string message)
    {
        await using var peer = RawWebSocket.Answering(answer => answer.Replace(right, wrong, StringComparison.Ordinal));

        var error = await ErrorOf<WebSocketException>(UrlOf(peer.Port));

        error.Message.ShouldStartWith($"127.0.0.1:{peer.Port} answered 101, but not with a valid WebSocket handshake: ");
        error.Message.ShouldContain(message);
        error.Status.ShouldBe(101);
    }

    [Theory]
    [InlineData("permessage-deflate; server_max_window_bits=16"), InlineData("permessage-deflate; client_max_window_bits=8")]
    [InlineData("permessage-deflate; server_max_window_bits=15"), InlineData("permessage-deflate; unheard_of")]
    [InlineData("permessage-deflate; client_no_context_takeover; client_no_context_takeover"), InlineData("permessage-deflate, permessage-deflate")]
    [InlineData("permessage-bzip2"), InlineData("permessage-deflate; client_no_context_takeover=1")]
    public async Task Compression_other_than_what_was_offered_is_refused(string extensions)
    {
        await using var peer = RawWebSocket.Answering(answer => answer.Replace("\r\n\r\n", $"\r\nSec-WebSocket-Extensions: {extensions}\r\n\r\n", StringComparison.Ordinal));

        (await ErrorOf<WebSocketException>(UrlOf(peer.Port), new() { Compression = new() { ServerMaxWindowBits = 12 } })).Message.ShouldContain("it chose");
    }

    [Fact]
    public async Task Interim_answers_are_passed_over()
    {
        await using var peer = RawWebSocket.Answering(answer => "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + answer);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(peer.Port), null, Cancel);

        socket.Handshake.Status.ShouldBe(101);
    }

    [Theory]
    [InlineData(403, typeof(AuthenticationException), false), InlineData(404, typeof(WebSocketException), false)]
    [InlineData(426, typeof(WebSocketException), false), InlineData(503, typeof(WebSocketException), true)]
    public async Task Status_decides_the_kind_of_the_error(int status, Type kind, bool transient)
    {
        await using var peer = RawPeer.Answering($"HTTP/1.1 {status} Nope\r\nSec-WebSocket-Version: 7, 8\r\nContent-Type: text/plain\r\n\r\nfor a reason");

        var error = await ErrorOf<NetworkException>(UrlOf(peer.Port));

        error.ShouldBeOfType(kind);
        error.Status.ShouldBe(status);
        error.IsTransient.ShouldBe(transient);
        error.Message.ShouldContain($"it answered {status} Nope.");
        if (status == 426) error.Help!.ShouldContain("version 7, 8");
    }

    [Theory]
    [InlineData("http://example.com/", "url", "ws:// in place of http://"), InlineData("example.com", "url", "wss://example.com/feed"), InlineData("ws://", "url", "absolute URL")]
    public async Task Url_of_another_kind_is_refused(string url, string input, string message)
    {
        var error = await ErrorOf<ActionInputException>(url);

        error.Input.ShouldBe(input);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Options_that_cannot_work_are_told_by_name()
    {
        var url = UrlOf(1);
        (string Input, WebSocketClientOptions Options)[] wrong =
        [
            ("headers", new() { Headers = new Dictionary<string, string> { ["Sec-WebSocket-Protocol"] = "x" } }),
            ("headers", new() { Headers = new Dictionary<string, string> { ["Upgrade"] = "x" } }),
            ("headers", new() { Headers = new Dictionary<string, string> { ["X Y"] = "x" } }),
            ("headers", new() { Headers = new Dictionary<string, string> { ["X"] = "x\r\nY: z" } }),
            ("subprotocols", new() { Subprotocols = ["a b"] }), ("subprotocols", new() { Subprotocols = ["a", "a"] }),
            ("auth", new() { Auth = new() }), ("auth", new() { Auth = new() { Bearer = " " } }), ("auth", new() { Auth = new() { Bearer = "x\n" } }),
            ("auth", new() { Auth = new() { Basic = new() { Username = "a:b", Password = "" } } }),
            ("origin", new() { Origin = "x\r\n" }), ("max-message-size", new() { MaxMessageSize = 0 }),
            ("keep-alive.interval", new() { KeepAlive = new() { Interval = TimeSpan.FromSeconds(-1) } }), ("keep-alive.timeout", new() { KeepAlive = new() { Timeout = TimeSpan.Zero } }),
            ("compression-options.client-max-window-bits", new() { Compression = new() { ClientMaxWindowBits = 8 } }), ("reconnect.attempts", new() { Reconnect = new() { Attempts = 0 } }),
            ("reconnect.delay", new() { Reconnect = new() { Delay = TimeSpan.FromDays(100) } }), ("connect-timeout", new() { ConnectTimeout = TimeSpan.Zero }),
        ];
        foreach (var (input, options) in wrong) (await ErrorOf<ActionInputException>(url, options)).Input.ShouldBe(input);
    }

    [Fact]
    public async Task Host_header_may_be_another_than_the_url_says()
    {
        string head = "";
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            head = await RawWebSocket.AgreeAsync(stream, "", [], cancel);
            await stream.CopyToAsync(Stream.Null, cancel);
        });
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(peer.Port, "/a?b=c"), new() { Headers = new Dictionary<string, string> { ["host"] = "inside.example" } }, Cancel);

        await Eventually.HoldsAsync(() => head.Length > 0, Cancel); // it has answered before it tells what it read
        head.ShouldStartWith("GET /a?b=c HTTP/1.1\r\nHost: inside.example\r\n");
    }

    [Fact]
    public async Task Reading_starts_with_what_came_along_with_the_answer()
    {
        await using var peer = RawWebSocket.Saying([.. RawWebSocket.Frame(0x81, (byte)'h', (byte)'i'), .. RawWebSocket.Frame(0x81, (byte)'!')]);
        await using var socket = await WebSocketClient.ConnectAsync(UrlOf(peer.Port), null, Cancel);

        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("hi");
        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("!");
    }

    [Fact]
    public async Task Unix_socket_is_connected_to_in_place_of_the_host()
    {
        using var folder = new PeerFolder();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder.At("peer.sock")));
        listener.Listen();
        var serving = Task.Run(async () =>
        {
            using var stream = new NetworkStream(await listener.AcceptAsync(Cancel), ownsSocket: true);
            await RawWebSocket.AgreeAsync(stream, "", RawWebSocket.Frame(0x81, (byte)'u'), Cancel);
            await stream.CopyToAsync(Stream.Null, Cancel);
        }, Cancel);
        await using (var socket = await WebSocketClient.ConnectAsync("ws://service/", new() { Dialing = new() { UnixSocket = folder.At("peer.sock") } }, Cancel))
        {
            (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("u");
        }
        await serving;
    }
}
