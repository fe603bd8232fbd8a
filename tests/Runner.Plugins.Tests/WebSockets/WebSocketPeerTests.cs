using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.WebSockets;
using Runner.Sdk;
using WebSocketException = Runner.Sdk.WebSocketException;

namespace Runner.Plugins.Tests.WebSockets;

/// <summary>npm's ws, Kestrel, mosquitto, and nginx and squid on the way.</summary>
public sealed class WebSocketPeerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ws_chooses_a_subprotocol_and_echoes()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.NodeWsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{port}/", new() { Subprotocols = ["chat.v1", "chat.v2"] }, Cancel);

        socket.Handshake.Subprotocol.ShouldBe("chat.v2");
        await socket.SendTextAsync(new string('ä', 100_000), Cancel);
        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe(new string('ä', 100_000));
    }

    [Theory]
    [InlineData("true"), InlineData("""{"serverNoContextTakeover":true,"clientNoContextTakeover":true,"serverMaxWindowBits":10,"clientMaxWindowBits":10}""")]
    public async Task Ws_compresses(string deflate)
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.NodeWsAsync(port, deflate);
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{port}/", new() { Compression = new() }, Cancel);

        socket.Handshake.Compression.ShouldBeTrue();
        for (var round = 0; round < 3; round++)
        {
            var text = string.Join(',', Enumerable.Range(round, 20_000));
            await socket.SendTextAsync(text, Cancel);
            (await socket.ReceiveAsync(Cancel)).Text.ShouldBe(text);
        }
    }

    [Fact]
    public async Task Ws_without_compression_does_not_get_it()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.NodeWsAsync(port);
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{port}/", new() { Compression = new() }, Cancel);

        socket.Handshake.Compression.ShouldBeFalse();
        await socket.SendTextAsync("plain", Cancel);
        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("plain");
    }

    [Fact]
    public async Task Ws_gets_pings_and_may_ping_between_fragments()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.NodeWsAsync(port);
        await using var fragments = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{port}/fragments", null, Cancel);
        (await fragments.ReceiveAsync(Cancel)).Text.ShouldBe("one two three");

        await using var pinging = await WebSocketClient.ConnectAsync(
            $"ws://127.0.0.1:{port}/", new() { KeepAlive = new() { Interval = TimeSpan.FromMilliseconds(100), Timeout = TimeSpan.FromSeconds(30) } }, Cancel);
        // Large messages meanwhile: a ping must not get into the middle of a frame.
        var payload = new byte[1_000_000];
        for (var round = 0; round < 5; round++)
        {
            await pinging.SendAsync(payload, cancel: Cancel);
            (await pinging.ReceiveAsync(Cancel)).Size.ShouldBe(payload.Length);
        }
        await Eventually.HoldsAsync(() => peer.Output.Contains("ping\n", StringComparison.Ordinal), Cancel);
        pinging.Closed.ShouldBeNull();
    }

    [Fact]
    public async Task Ws_closes_and_vanishes()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.NodeWsAsync(port);
        await using var closing = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{port}/close/1011", null, Cancel);
        (await Should.ThrowAsync<WebSocketException>(async () => await closing.ReceiveAsync(Cancel))).Message.ShouldEndWith("with 1011 (internal error): \"as asked\".");

        await using var vanishing = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{port}/terminate", null, Cancel);
        (await Should.ThrowAsync<ConnectionFailedException>(async () => await vanishing.ReceiveAsync(Cancel))).Status.ShouldBe(1006);

        var leaving = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{port}/", null, Cancel);
        await leaving.DisposeAsync();
        await Eventually.HoldsAsync(() => peer.Output.Contains("closed 1000", StringComparison.Ordinal), Cancel);
    }

    [Fact]
    public async Task Thousand_are_open_at_once_and_each_gets_its_own_answer()
    {
        const int count = 1000;
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.NodeWsAsync(port);
        var sockets = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => WebSocketClient.ConnectAsync(
            $"ws://127.0.0.1:{port}/gather/{count}", new() { ConnectTimeout = TimeSpan.FromMinutes(1) }, Cancel)));
        try
        {
            await Task.WhenAll(sockets.Select(async (socket, number) =>
            {
                await socket.SendTextAsync($"I am {number}", Cancel);
                (await socket.ReceiveAsync(Cancel)).Text.ShouldBe($"I am {number}");
                (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("all are here");
            }));
            var closes = await Task.WhenAll(sockets.Select(socket => socket.CloseAsync(timeout: TimeSpan.FromMinutes(1), cancel: Cancel)));
            closes.ShouldAllBe(close => close.Clean);
        }
        finally
        {
            foreach (var socket in sockets) await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task Kestrel_over_TLS_is_trusted_by_its_own_authority_only()
    {
        using var certificate = TestCertificate.SelfSigned().Load();
        await using var kestrel = await KestrelEchoAsync(certificate);
        var url = kestrel.Urls.Single().Replace("https://127.0.0.1", "wss://localhost", StringComparison.Ordinal);
        await using var context = new TestActionContext();

        await Should.ThrowAsync<TlsException>(async () => await new WebSocketConnect { Url = url }.RunAsync(context, Cancel));
        var opened = await new WebSocketConnect { Url = url, Tls = new() { Ca = certificate.ExportCertificatePem() } }.RunAsync(context, Cancel);
        var socket = (WebSocketClient)context.Opened.Single();

        opened.Certificate!.Subject.ShouldBe("CN=localhost");
        opened.Timings.Tls.ShouldBeGreaterThan(TimeSpan.Zero);
        foreach (var size in new[] { 10, 100_000, 1_000_000 })
        {
            await socket.SendAsync(new byte[size], cancel: Cancel);
            (await socket.ReceiveAsync(Cancel)).Size.ShouldBe(size);
        }
        (await socket.CloseAsync(cancel: Cancel)).Clean.ShouldBeTrue();
    }

    [Fact]
    public async Task Mosquitto_answers_MQTT_over_a_WebSocket()
    {
        using var folder = new PeerFolder();
        var port = PeerProcess.FreePort();
        // With no listener but WebSockets' this version ends at once.
        var configuration = folder.Write(
            "mosquitto.conf", $"listener {PeerProcess.FreePort()} 127.0.0.1\nlistener {port} 127.0.0.1\nprotocol websockets\nallow_anonymous true\n");
        await using var mosquitto = await PeerProcess.StartAsync("mosquitto", ["-c", configuration], port);
        await using var context = new TestActionContext();

        // CONNECT of MQTT 3.1.1, client "runner"; CONNACK says 0: accepted. Then PINGREQ and PINGRESP.
        var result = await new WebSocketExchange
        {
            Url = $"ws://127.0.0.1:{port}/", Subprotocols = ["mqtt"],
            Messages =
            [
                new() { SendBase64 = [0x10, 18, 0, 4, .. "MQTT"u8, 4, 2, 0, 60, 0, 6, .. "runner"u8] }, new() { Receive = new() },
                new() { SendBase64 = [0xC0, 0] }, new() { Receive = new() },
            ],
        }.RunAsync(context, Cancel);

        result.Handshake.Subprotocol.ShouldBe("mqtt");
        result.Received[0].Base64.ShouldBe(Convert.ToBase64String([0x20, 2, 0, 0]));
        result.Received[1].Base64.ShouldBe(Convert.ToBase64String([0xD0, 0]));
    }

    [Fact]
    public async Task Nginx_in_front_passes_the_WebSocket_on_and_tells_when_it_cannot()
    {
        var behind = PeerProcess.FreePort();
        await using var nginx = await NginxPeer.StartAsync($$"""
            location /ws/ {
              proxy_pass http://127.0.0.1:{{behind}}/; proxy_http_version 1.1;
              proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
            }
            location /shut/ { deny all; }
            """);
        var port = nginx.Port;
        var nobody = await Should.ThrowAsync<WebSocketException>(() => WebSocketClient.ConnectAsync($"ws://127.0.0.1:{port}/ws/echo", null, Cancel));
        nobody.Status.ShouldBe(502);
        nobody.IsTransient.ShouldBeTrue();
        (await Should.ThrowAsync<AuthenticationException>(() => WebSocketClient.ConnectAsync($"ws://127.0.0.1:{port}/shut/", null, Cancel))).Status.ShouldBe(403);
        (await Should.ThrowAsync<WebSocketException>(() => WebSocketClient.ConnectAsync($"ws://127.0.0.1:{port}/none", null, Cancel))).Status.ShouldBe(404);

        await using var peer = await PeerScript.PythonWebSocketsAsync(behind);
        await using var socket = await WebSocketClient.ConnectAsync($"ws://127.0.0.1:{port}/ws/echo", null, Cancel);
        await socket.SendTextAsync("through", Cancel);
        (await socket.ReceiveAsync(Cancel)).Text.ShouldBe("through");
        socket.Handshake.Headers["server"].ShouldStartWith("nginx");
    }

    [Fact]
    public async Task Squid_tunnels_to_where_it_is_allowed_to()
    {
        using var certificate = TestCertificate.SelfSigned().Load();
        var plainPort = PeerProcess.FreePort();
        await using var kestrel = await KestrelEchoAsync(certificate);
        await using var plain = await PeerScript.PythonWebSocketsAsync(plainPort);
        var tlsPort = new Uri(kestrel.Urls.Single()).Port;
        await using var squid = await SquidPeer.StartAsync(ports: [tlsPort, plainPort]);
        await using var context = new TestActionContext();
        var proxy = $"http://127.0.0.1:{squid.Port}";

        var opened = await new WebSocketConnect
        {
            Url = $"wss://localhost:{tlsPort}/", Proxy = proxy, Tls = new() { Ca = certificate.ExportCertificatePem() },
        }.RunAsync(context, Cancel);
        opened.RemoteAddress.ShouldBe($"127.0.0.1:{squid.Port}");
        opened.Certificate!.Subject.ShouldBe("CN=localhost");
        var socket = (WebSocketClient)context.Opened[0];
        await socket.SendTextAsync(new string('x', 200_000), Cancel);
        (await socket.ReceiveAsync(Cancel)).Size.ShouldBe(200_000);

        (await new WebSocketExchange { Url = $"ws://127.0.0.1:{plainPort}/echo", Proxy = proxy, Messages = [new() { Send = "a" }, new() { Expect = new() { Text = "a" } }] }
            .RunAsync(context, Cancel)).Close.Clean.ShouldBeTrue();

        var untrusted = await Should.ThrowAsync<TlsException>(async () => await new WebSocketConnect { Url = $"wss://localhost:{tlsPort}/", Proxy = proxy }.RunAsync(context, Cancel));
        untrusted.Message.ShouldContain("through the proxy: the certificate \"CN=localhost\" cannot be trusted: it is self-signed");
        var refused = await Should.ThrowAsync<ProxyException>(async () => await new WebSocketConnect { Url = "ws://127.0.0.1:9/", Proxy = proxy }.RunAsync(context, Cancel));
        refused.Status.ShouldBe(403);
        refused.Help!.ShouldContain("`proxy`");
        (await new WebSocketConnect { Url = $"ws://127.0.0.1:{plainPort}/echo", Proxy = "http://127.0.0.1:9", NoProxy = ["127.0.0.0/8"] }.RunAsync(context, Cancel)).Status.ShouldBe(101);
        var gone = await Should.ThrowAsync<ProxyException>(async () => await new WebSocketConnect { Url = $"ws://127.0.0.1:{plainPort}/echo", Proxy = "http://127.0.0.1:9" }.RunAsync(context, Cancel));
        gone.Message.ShouldContain("The proxy 127.0.0.1:9 cannot be used.");
    }

    static async Task<WebApplication> KestrelEchoAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var application = builder.Build();
        application.UseWebSockets();
        application.Run(async http =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[64 * 1024];
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), http.RequestAborted);
                if (part.MessageType == WebSocketMessageType.Close) break;
                await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, http.RequestAborted);
            }
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, http.RequestAborted);
        });
        await application.StartAsync();
        return application;
    }
}
