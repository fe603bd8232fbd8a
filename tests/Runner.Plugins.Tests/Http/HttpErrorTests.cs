using System.Net.Sockets;
using System.Text;
using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http;

/// <summary>Peers that are not there, are something else, or misbehave.</summary>
public sealed class HttpErrorTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<TError> ErrorOf<TError>(string url, HttpSessionOptions? options = null) where TError : NetworkException
    {
        await using var http = new HttpSession(options);
        var error = await Should.ThrowAsync<TError>(() => http.GetAsync(url, Cancel));
        error.Message.ShouldNotContain("Exception");
        return error;
    }

    [Fact]
    public async Task Name_that_does_not_resolve_is_a_dns_error()
    {
        var error = await ErrorOf<DnsResolutionException>("http://no-such-name.invalid/x");

        error.Kind.ShouldBe(ErrorKind.Dns);
        error.Target.ShouldBe("http://no-such-name.invalid/x");
        error.Message.ShouldContain("no-such-name.invalid");
        error.Help.ShouldNotBeNull();
    }

    [Fact]
    public async Task Name_that_cannot_exist_is_a_dns_error()
    {
        var error = await ErrorOf<DnsResolutionException>($"http://{string.Join('.', Enumerable.Repeat(new string('a', 60), 6))}/");

        error.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task Closed_port_is_a_refused_connection()
    {
        int port;
        using (var free = new TcpListener(System.Net.IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        }

        var error = await ErrorOf<ConnectionFailedException>($"http://127.0.0.1:{port}/");

        error.Message.ShouldBe($"No connection to 127.0.0.1:{port}: it refused the connection.");
        error.Help!.ShouldContain("running");
        error.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Refusal_tells_every_address_of_the_name_that_was_tried()
    {
        var addresses = await System.Net.Dns.GetHostAddressesAsync("localhost", Cancel);
        int port;
        using (var free = new TcpListener(System.Net.IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        }

        var error = await ErrorOf<ConnectionFailedException>($"http://localhost:{port}/");

        foreach (var address in addresses) error.Message.ShouldContain($"{address} refused the connection");
    }

    [Fact]
    public async Task Reset_before_the_answer_is_a_lost_connection()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await RawPeer.ReadHeadAsync(stream, cancel);
            RawPeer.Reset(stream);
        });

        var error = await ErrorOf<ConnectionFailedException>(peer.Url);

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} reset the connection without answering.");
        error.Target.ShouldBe(peer.Url);
        error.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Close_before_the_answer_is_a_lost_connection()
    {
        await using var peer = RawPeer.Start((stream, cancel) => RawPeer.ReadHeadAsync(stream, cancel));

        var error = await ErrorOf<ConnectionFailedException>(peer.Url);

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} closed the connection without answering.");
        peer.Connections.ShouldBe(1); // it was not asked again behind the caller's back
    }

    [Fact]
    public async Task Close_in_the_headers_is_a_lost_connection()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 200 OK\r\nContent-Le");

        await ErrorOf<ConnectionFailedException>(peer.Url);
    }

    [Fact]
    public async Task Peer_that_accepts_and_never_shakes_hands_is_a_timeout_that_says_so()
    {
        await using var peer = RawPeer.Start((stream, cancel) => Task.Delay(Timeout.Infinite, cancel));

        var error = await ErrorOf<NetworkTimeoutException>(
            $"https://127.0.0.1:{peer.Port}/", new() { ConnectTimeout = TimeSpan.FromMilliseconds(200) });

        error.Message.ShouldBe($"No connection to 127.0.0.1:{peer.Port} within 200 ms, still waiting for the TLS handshake.");
        error.Help!.ShouldContain("connect-timeout");
        error.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Peer_with_a_full_queue_is_a_timeout()
    {
        // A listener that accepts nobody: when its queue is full the system drops what comes, as a firewall would.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        full.Listen(1);
        var port = ((System.Net.IPEndPoint)full.LocalEndPoint!).Port;
        var fillers = new List<Socket>();
        try
        {
            while (true)
            {
                var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                fillers.Add(filler);
                using var limit = new CancellationTokenSource(300);
                try
                {
                    await filler.ConnectAsync(System.Net.IPAddress.Loopback, port, limit.Token);
                }
                catch (OperationCanceledException)
                {
                    break;
                }
            }

            var error = await ErrorOf<NetworkTimeoutException>($"http://127.0.0.1:{port}/", new() { ConnectTimeout = TimeSpan.FromMilliseconds(200) });

            error.Message.ShouldBe($"No connection to 127.0.0.1:{port} within 200 ms, still waiting for 127.0.0.1 to accept.");
        }
        finally
        {
            foreach (var filler in fillers) filler.Dispose();
        }
    }

    [Fact]
    public async Task Ssh_server_is_named_by_what_it_said()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.WriteAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray(), cancel);
            await RawPeer.ReadHeadAsync(stream, cancel);
        });

        var error = await ErrorOf<ProtocolException>(peer.Url);

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} does not speak HTTP, it said \"SSH-2.0-OpenSSH_9.2\\r\\n\".");
        error.IsTransient.ShouldBeFalse();
    }

    [Theory]
    [InlineData("\0\u0001\u0002garbage\r\n\r\n")]
    [InlineData("HTTP/1.1 OK 200\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot-a-size\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello")]
    public async Task Answer_that_is_not_well_formed_is_a_protocol_error(string answer)
    {
        await using var peer = RawPeer.Answering(answer);

        (await ErrorOf<ProtocolException>(peer.Url)).Message.ShouldContain($"127.0.0.1:{peer.Port}");
    }

    [Fact]
    public async Task Https_server_asked_with_http_is_told_apart()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await RawPeer.ReadHeadAsync(stream, cancel);
            await stream.WriteAsync(new byte[] { 0x15, 3, 1, 0, 2, 2, 70 }, cancel);
        });

        var error = await ErrorOf<ProtocolException>(peer.Url);

        error.Help.ShouldBe("It speaks TLS: write https:// instead of http://.");
    }

    [Fact]
    public async Task Headers_over_the_limit_are_a_protocol_error()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await RawPeer.ReadHeadAsync(stream, cancel);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), cancel);
            var line = Encoding.ASCII.GetBytes($"X-Endless: {new string('x', 1000)}\r\n");
            while (true) await stream.WriteAsync(line, cancel);
        });

        var error = await ErrorOf<ProtocolException>(peer.Url);

        error.Message.ShouldBe($"The headers of 127.0.0.1:{peer.Port}'s answer are larger than the limit of 64 KiB.");
    }

    [Fact]
    public async Task Endless_body_stops_at_the_limit()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await RawPeer.ReadHeadAsync(stream, cancel);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), cancel);
            while (true) await stream.WriteAsync(new byte[16 * 1024], cancel);
        });

        var error = await ErrorOf<ProtocolException>(peer.Url, new() { MaxBodySize = 256 * 1024 });

        error.Message.ShouldBe($"The body of 127.0.0.1:{peer.Port}'s answer goes on after the limit of 256 KiB.");
        error.Help!.ShouldContain("max-body-size");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n12345")]
    public async Task Body_cut_off_is_a_lost_connection_that_says_how_far_it_came(string answer)
    {
        await using var peer = RawPeer.Answering(answer);

        var error = await ErrorOf<ConnectionFailedException>(peer.Url);

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} closed the connection in the middle of the body, after 5 bytes.");
        error.Status.ShouldBe(200);
    }

    [Fact]
    public async Task Reset_in_the_body_is_a_lost_connection()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await RawPeer.ReadHeadAsync(stream, cancel);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray(), cancel);
            await stream.WriteAsync(new byte[1000], cancel);
            RawPeer.Reset(stream);
        });

        var error = await ErrorOf<ConnectionFailedException>(peer.Url);

        error.Message.ShouldContain("in the middle of the body");
        error.Status.ShouldBe(200);
    }

    [Fact]
    public async Task Http2_from_a_server_without_it_is_a_protocol_error()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await RawPeer.ReadHeadAsync(stream, cancel);
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancel);
            await stream.CopyToAsync(Stream.Null, cancel);
        });

        var error = await ErrorOf<ProtocolException>(peer.Url, new() { HttpVersion = HttpProtocol.Http2 });

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} does not speak HTTP/2.");
        error.Help!.ShouldContain("http-version: auto");
    }

    [Fact]
    public async Task Credentials_stay_out_of_targets_and_messages()
    {
        await using var peer = RawPeer.Start((stream, cancel) => RawPeer.ReadHeadAsync(stream, cancel));
        await using var http = new HttpSession();

        var error = await Should.ThrowAsync<ConnectionFailedException>(() => http.SendAsync(
            new()
            {
                Url = $"http://me:hunter2@127.0.0.1:{peer.Port}/x?page=2",
                Auth = new() { ApiKey = new() { Name = "key", Value = "s3cret", In = ApiKeyPlace.Query } },
            },
            Cancel));

        error.Target.ShouldBe($"http://127.0.0.1:{peer.Port}/x?page=2");
        error.ToString().ShouldNotContain("hunter2");
        error.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Cancelling_while_connecting_waiting_or_reading_is_a_cancellation()
    {
        foreach (var (scheme, sent) in new[] { ("https", ""), ("http", ""), ("http", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234") })
        {
            var reached = new TaskCompletionSource();
            await using var peer = RawPeer.Start(async (stream, cancel) =>
            {
                await stream.ReadExactlyAsync(new byte[1], cancel);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(sent), cancel);
                reached.SetResult();
                await Task.Delay(Timeout.Infinite, cancel);
            });
            await using var http = new HttpSession();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

            var running = http.GetAsync($"{scheme}://127.0.0.1:{peer.Port}/", stop.Token);
            await reached.Task.WaitAsync(Cancel);
            await stop.CancelAsync();

            (await Should.ThrowAsync<OperationCanceledException>(() => running)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Already_cancelled_call_opens_nothing()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var http = new HttpSession();

        await Should.ThrowAsync<OperationCanceledException>(() => http.GetAsync(peer.Url, new CancellationToken(true)));

        peer.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Dead_pooled_connection_is_replaced_without_a_failure()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"); // and closes, without having said so
        await using var http = new HttpSession();

        for (var i = 0; i < 3; i++) (await http.GetAsync(peer.Url, Cancel)).Body.ShouldBe("ok");

        peer.Connections.ShouldBe(3);
    }
}
