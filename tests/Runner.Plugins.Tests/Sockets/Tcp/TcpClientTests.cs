using System.Diagnostics;
using System.Net;
using System.Text;
using Runner.Plugins.Sockets;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Sockets.Tcp;

/// <summary>What a client sends and waits for, with peers good and bad.</summary>
public sealed class TcpClientTests
{
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(150);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static ValueTask<TcpClient> ConnectAsync(int port) => TcpClient.ConnectAsync("127.0.0.1", port, cancel: Cancel);

    static RawPeer Saying(params string[] pieces) => RawPeer.Start(async (stream, cancel) =>
    {
        foreach (var piece in pieces)
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(piece), cancel);
            await Task.Delay(20, cancel);
        }
    });

    static RawPeer SayingAndStaying(string text) => RawPeer.Start(async (stream, cancel) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancel);
        await Task.Delay(Timeout.Infinite, cancel);
    });

    [Fact]
    public async Task Socat_sends_back_what_it_is_sent_line_by_line()
    {
        await using var socat = await SocatPeer.StartAsync("EXEC:cat");
        await using var client = await ConnectAsync(socat.Port);

        await client.SendAsync("one\r\ntwo\nrest"u8.ToArray(), cancel: Cancel);

        (await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel)).Text.ShouldBe("one");
        (await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel)).Text.ShouldBe("two");
        (await client.ReceiveAsync(ReceiveUntil.Bytes(4), cancel: Cancel)).Hex.ShouldBe("72657374");
        client.Remote.ShouldBe($"127.0.0.1:{socat.Port}");
        client.Local.ShouldStartWith("127.0.0.1:");
        client.Sent.ShouldBe(13);
        client.Received.ShouldBe(13);
    }

    [Fact]
    public async Task Half_close_lets_the_peer_answer_to_the_end()
    {
        await using var socat = await SocatPeer.StartAsync("SYSTEM:sort");
        await using var client = await ConnectAsync(socat.Port);

        await client.SendAsync("b\na\n"u8.ToArray(), cancel: Cancel);
        await client.HalfCloseAsync(Cancel);
        var all = await client.ReceiveAsync(ReceiveUntil.Closed, cancel: Cancel);

        all.Text.ShouldBe("a\nb\n");
        all.Closed.ShouldBeTrue();
        (await Should.ThrowAsync<ConnectionFailedException>(async () => await client.SendAsync(new byte[1], cancel: Cancel)))
            .Message.ShouldContain("closed for sending");
    }

    [Fact]
    public async Task Delimiter_is_found_across_pieces_and_what_follows_is_kept()
    {
        await using var peer = Saying("head\r", "\n\r", "\nbody");
        await using var client = await ConnectAsync(peer.Port);

        (await client.ReceiveAsync(ReceiveUntil.Delimiter("\r\n\r\n"), cancel: Cancel)).Text.ShouldBe("head\r\n\r\n");
        var rest = await client.ReceiveAsync(ReceiveUntil.Closed, cancel: Cancel);

        rest.Text.ShouldBe("body");
        rest.Closed.ShouldBeTrue();
    }

    [Fact]
    public async Task Pattern_gives_its_groups_and_ends_where_it_matches()
    {
        await using var peer = Saying("SSH-2.0-Open", "SSH_9.2\r\nmore");
        await using var client = await ConnectAsync(peer.Port);

        var banner = await client.ReceiveAsync(ReceiveUntil.Matches(@"SSH-(?<version>[\d.]+)-(\S+)\r\n"), cancel: Cancel);

        banner.Text.ShouldBe("SSH-2.0-OpenSSH_9.2\r\n");
        banner.Groups["version"].ShouldBe("2.0");
        banner.Groups["1"].ShouldBe("OpenSSH_9.2");
        (await client.ReceiveAsync(ReceiveUntil.Closed, cancel: Cancel)).Text.ShouldBe("more");
    }

    [Theory]
    [InlineData("caf\u00c3\u00a9!x", "café!")] // UTF-8
    [InlineData("caf\u00e9!x", "caf\ufffd!")] // Latin-1: the byte reads as no UTF-8 in the text, and is not miscounted
    public async Task Pattern_counts_bytes_and_not_characters(string bytes, string text)
    {
        await using var peer = Saying(bytes);
        await using var client = await ConnectAsync(peer.Port);

        (await client.ReceiveAsync(ReceiveUntil.Matches("caf.+?!"), cancel: Cancel)).Text.ShouldBe(text);
        (await client.ReceiveAsync(ReceiveUntil.Closed, cancel: Cancel)).Text.ShouldBe("x");
    }

    [Fact]
    public async Task Send_after_one_that_failed_is_refused_and_what_has_come_is_received()
    {
        await using var peer = SayingAndStaying("hello");
        await using var client = await ConnectAsync(peer.Port);

        await Should.ThrowAsync<NetworkTimeoutException>(async () => await client.SendAsync(new byte[64 * 1024 * 1024], Soon, Cancel));
        var refused = await Should.ThrowAsync<ConnectionFailedException>(async () => await client.SendAsync(new byte[1], cancel: Cancel));
        await Should.ThrowAsync<ConnectionFailedException>(async () => await client.HalfCloseAsync(Cancel));

        refused.Message.ShouldContain("An earlier send");
        refused.IsTransient.ShouldBeFalse();
        (await client.ReceiveAsync(ReceiveUntil.Bytes(5), cancel: Cancel)).Text.ShouldBe("hello");
    }

    [Fact]
    public async Task Waiting_for_another_receive_to_end_counts()
    {
        await using var peer = SayingAndStaying("hello");
        await using var client = await ConnectAsync(peer.Port);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var first = client.ReceiveAsync(ReceiveUntil.Line, TimeSpan.FromMinutes(2), cancel: ending.Token).AsTask();

        (await Should.ThrowAsync<NetworkTimeoutException>(async () => await client.ReceiveAsync(ReceiveUntil.Line, Soon, cancel: Cancel))).Message.ShouldContain("another step receives");

        first.IsCompleted.ShouldBeFalse();
        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
    }

    [Fact]
    public async Task Silence_ends_what_has_no_other_end()
    {
        await using var peer = SayingAndStaying("hello");
        await using var client = await ConnectAsync(peer.Port);

        var said = await client.ReceiveAsync(ReceiveUntil.Idle(Soon), cancel: Cancel);

        said.Text.ShouldBe("hello");
        said.Closed.ShouldBeFalse();
    }

    [Fact]
    public async Task What_does_not_come_in_time_is_a_timeout_and_nothing_is_lost()
    {
        await using var peer = SayingAndStaying("half a li");
        await using var client = await ConnectAsync(peer.Port);

        var error = await Should.ThrowAsync<NetworkTimeoutException>(async () => await client.ReceiveAsync(ReceiveUntil.Line, Soon * 3, cancel: Cancel));

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} did not send a whole line within 450 ms; it sent 9 bytes: \"half a li\".");
        (await client.ReceiveAsync(ReceiveUntil.Bytes(9), cancel: Cancel)).Text.ShouldBe("half a li");
    }

    [Fact]
    public async Task Slow_loris_is_bounded_by_the_whole_wait()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), cancel);
                await Task.Delay(20, cancel);
            }
        });
        await using var client = await ConnectAsync(peer.Port);
        var started = Stopwatch.GetTimestamp();

        await Should.ThrowAsync<NetworkTimeoutException>(async () => await client.ReceiveAsync(ReceiveUntil.Line, Soon * 2, cancel: Cancel));
        (await client.ReceiveAsync(ReceiveUntil.Idle(TimeSpan.FromSeconds(5)), Soon * 2, cancel: Cancel)).Text.ShouldStartWith("xx");

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Endless_data_is_refused_at_the_limit()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            while (true) await stream.WriteAsync(new byte[8192], cancel);
        });
        await using var client = await ConnectAsync(peer.Port);

        var error = await Should.ThrowAsync<ProtocolException>(async () => await client.ReceiveAsync(ReceiveUntil.Line, null, 100_000, Cancel));

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} sent more than 100,000 bytes without a whole line.");
        client.Received.ShouldBeLessThan(200_000);
    }

    [Fact]
    public async Task Close_before_the_end_tells_what_came()
    {
        await using var peer = Saying("220 mail");
        await using var client = await ConnectAsync(peer.Port);

        var error = await Should.ThrowAsync<ConnectionFailedException>(async () => await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel));

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} closed the connection before it sent a whole line; it sent 8 bytes: \"220 mail\".");
    }

    [Fact]
    public async Task Reset_is_a_connection_error()
    {
        await using var peer = RawPeer.Start((stream, _) =>
        {
            RawPeer.Reset(stream);
            return Task.CompletedTask;
        });
        await using var client = await ConnectAsync(peer.Port);

        var error = await Should.ThrowAsync<ConnectionFailedException>(async () => await client.ReceiveAsync(ReceiveUntil.Closed, cancel: Cancel));

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} reset the connection while it was waited for.");
    }

    [Fact]
    public async Task Reset_before_anyone_looks_still_leaves_a_name()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var opened = await Dialer.OpenAsync(new PeerAddress("127.0.0.1", port, "x"), null, Cancel);
        var accepted = await listener.AcceptSocketAsync(Cancel);
        accepted.LingerState = new(true, 0);
        accepted.Dispose();
        while (!opened.Wire.Socket.Poll(10_000, System.Net.Sockets.SelectMode.SelectRead)) Cancel.ThrowIfCancellationRequested();

        await using var client = new TcpClient(opened, "127.0.0.1", $"127.0.0.1:{port}", TcpClientOptions.Default);

        client.Remote.ShouldBe($"127.0.0.1:{port}");
        await Should.ThrowAsync<ConnectionFailedException>(async () => await client.ReceiveAsync(ReceiveUntil.Closed, cancel: Cancel));
    }

    [Fact]
    public async Task Peer_that_does_not_read_is_a_timeout()
    {
        await using var peer = RawPeer.Start((_, cancel) => Task.Delay(Timeout.Infinite, cancel));
        await using var client = await ConnectAsync(peer.Port);

        var error = await Should.ThrowAsync<NetworkTimeoutException>(async () => await client.SendAsync(new byte[32 * 1024 * 1024], Soon * 3, Cancel));

        error.Message.ShouldEndWith("did not take 32 MiB within 450 ms: it does not read.");
    }

    [Fact]
    public async Task Catastrophic_pattern_is_the_users_error()
    {
        await using var peer = SayingAndStaying(new string('a', 40) + "!");
        await using var client = await ConnectAsync(peer.Port);

        var error = await Should.ThrowAsync<ActionInputException>(async () => await client.ReceiveAsync(ReceiveUntil.Matches("^(a+)+$"), cancel: Cancel));

        error.Input.ShouldBe("matches");
    }

    [Fact]
    public async Task Family_and_local_address_are_as_asked()
    {
        await using var socat = await SocatPeer.StartAsync("EXEC:cat");
        var options = new TcpClientOptions
        {
            Dialing = new() { LocalAddress = IPAddress.Parse("127.0.0.9"), Family = System.Net.Sockets.AddressFamily.InterNetwork },
            KeepAlive = new() { Idle = TimeSpan.FromSeconds(30), Interval = TimeSpan.FromSeconds(5), Count = 3 },
            NoDelay = false,
        };
        await using var client = await TcpClient.ConnectAsync("localhost", socat.Port, options, Cancel);

        client.Local.ShouldStartWith("127.0.0.9:");
        var socket = client.Connection.Wire.Socket;
        socket.NoDelay.ShouldBeFalse();
        socket.GetSocketOption(System.Net.Sockets.SocketOptionLevel.Tcp, System.Net.Sockets.SocketOptionName.TcpKeepAliveTime).ShouldBe(30);
        socket.GetSocketOption(System.Net.Sockets.SocketOptionLevel.Tcp, System.Net.Sockets.SocketOptionName.TcpKeepAliveRetryCount).ShouldBe(3);
        var none = await Should.ThrowAsync<DnsResolutionException>(async () => await TcpClient.ConnectAsync(
            "127.0.0.1", socat.Port, new() { Dialing = new() { Family = System.Net.Sockets.AddressFamily.InterNetworkV6 } }, Cancel));
        none.Message.ShouldBe("127.0.0.1 has no IPv6 address, only 127.0.0.1.");
    }

    [Fact]
    public async Task Unix_socket_of_socat_is_a_peer_like_any()
    {
        using var folder = new PeerFolder();
        var path = folder.At("peer.sock");
        await using var running = await PeerProcess.StartAsync("socat", [$"UNIX-LISTEN:{path},fork", "EXEC:cat"], 0);
        await Eventually.HoldsAsync(() => File.Exists(path), Cancel);
        await using var client = await TcpClient.ConnectUnixAsync(path, cancel: Cancel);

        await client.SendAsync("ping\n"u8.ToArray(), cancel: Cancel);

        (await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel)).Text.ShouldBe("ping");
        client.Remote.ShouldBe(path);
        var missing = await Should.ThrowAsync<ConnectionFailedException>(async () => await TcpClient.ConnectUnixAsync(path + "x", cancel: Cancel));
        missing.Message.ShouldBe($"No connection: the socket {path}x does not exist.");
    }

    [Fact]
    public async Task Nginx_over_a_unix_socket_answers_http()
    {
        using var folder = new PeerFolder();
        var path = folder.At("nginx.sock");
        await using var nginx = await NginxPeer.StartAsync($$"""listen unix:{{path}}; location / { return 200 "hello"; }""");
        await using var client = await TcpClient.ConnectUnixAsync(path, cancel: Cancel);

        await client.SendAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), cancel: Cancel);

        (await client.ReceiveAsync(ReceiveUntil.Closed, cancel: Cancel)).Text.ShouldEndWith("\r\n\r\nhello");
    }

    [Fact]
    public async Task Closed_connection_says_that_it_was_closed()
    {
        await using var peer = SayingAndStaying("");
        var client = await ConnectAsync(peer.Port);
        await client.DisposeAsync();
        await client.DisposeAsync();

        (await Should.ThrowAsync<ActionInputException>(async () => await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel)))
            .Message.ShouldBe($"The connection to 127.0.0.1:{peer.Port} was closed by an earlier step.");
        (await Should.ThrowAsync<ActionInputException>(async () => await client.SendAsync(new byte[1], cancel: Cancel))).Input.ShouldBe("connection");
    }

    [Fact]
    public async Task Waiting_ends_with_the_caller()
    {
        await using var peer = SayingAndStaying("");
        await using var client = await ConnectAsync(peer.Port);
        using var giveUp = new CancellationTokenSource(50);

        await Should.ThrowAsync<OperationCanceledException>(async () => await client.ReceiveAsync(ReceiveUntil.Line, cancel: giveUp.Token));
    }
}
