using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Stub;

/// <summary>Answers that are slow, in pieces, half, endless or none.</summary>
public sealed class StubBehaviourTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

    static StubServer Serve(StubRoute route) => StubServer.Start([route]);

    /// <summary>Reads so many bytes of what the server says, and leaves.</summary>
    static async Task<string> StartOfAsync(StubServer server, int count)
    {
        using var client = await StubConversation.SayAsync(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        var bytes = new byte[count];
        await client.GetStream().ReadExactlyAsync(bytes, Cancel);
        return Encoding.Latin1.GetString(bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Drip_sends_a_few_bytes_at_a_time(bool headersToo)
    {
        await using var server = Serve(new() { Path = "/", Body = "0123456789", Drip = new() { Bytes = 3, Every = Moment, Headers = headersToo } });
        await using var http = new HttpSession();
        var started = Stopwatch.GetTimestamp();

        for (var i = 0; i < 2; i++) (await http.GetAsync(server.Url, Cancel)).Body.ShouldBe("0123456789");

        // 4 pieces of the body, and over 20 of the headers, twice.
        Stopwatch.GetElapsedTime(started).ShouldBeGreaterThan(Moment * (headersToo ? 48 : 8) * 0.9);
        server.Received.Select(request => request.Connection).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Chunked_answer_has_no_length_and_leaves_the_connection_usable()
    {
        await using var server = Serve(new() { Path = "/", Body = new string('x', 40_000), Chunked = true });
        await using var http = new HttpSession();

        for (var i = 0; i < 2; i++)
        {
            var response = await http.GetAsync(server.Url, Cancel);
            response.Size.ShouldBe(40_000);
            response.Headers["transfer-encoding"].ShouldBe("chunked");
            response.Headers.ContainsKey("content-length").ShouldBeFalse();
        }
        (await http.HeadAsync(server.Url, Cancel)).Size.ShouldBe(0);
        server.Received.Select(request => request.Connection).Distinct().Count().ShouldBe(1);
        (await StubConversation.GetAsync(server)).ShouldEndWith("\r\n0\r\n\r\n");
    }

    [Fact]
    public async Task Client_of_http_1_0_gets_no_chunks()
    {
        await using var server = Serve(new() { Path = "/", Body = "0123456789", Chunked = true });

        var answer = await StubConversation.AnswerAsync(server, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

        answer.ShouldEndWith("Connection: close\r\n\r\n0123456789");
        answer.ShouldNotContain("chunked");
    }

    [Fact]
    public async Task Client_of_http_1_0_is_kept_when_it_asks_for_it()
    {
        await using var server = Serve(new() { Path = "/", Body = "ok" });

        var answers = await StubConversation.AnswerAsync(server, "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET / HTTP/1.0\r\n\r\n");

        answers.Split("200 OK").Length.ShouldBe(3);
        answers.ShouldContain("Connection: keep-alive");
    }

    [Fact]
    public async Task Stalled_answer_is_half_and_ends_only_when_the_client_leaves()
    {
        await using var server = Serve(new() { Path = "/", Body = "0123456789", Fail = [StubFailure.Stall, StubFailure.None] });
        using var client = await StubConversation.SayAsync(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        var stream = client.GetStream();

        (await RawPeer.ReadHeadAsync(stream, Cancel)).ShouldContain("Content-Length: 10");
        var half = new byte[5];
        await stream.ReadExactlyAsync(half, Cancel);
        Encoding.ASCII.GetString(half).ShouldBe("01234");
        var rest = stream.ReadAsync(half, Cancel).AsTask();
        await Task.Delay(100, Cancel);
        rest.IsCompleted.ShouldBeFalse();
        client.Client.Shutdown(SocketShutdown.Send);
        (await rest).ShouldBe(0);
    }

    [Fact]
    public async Task Silent_server_says_nothing_and_a_client_that_gives_up_frees_its_place()
    {
        await using var server = Serve(new() { Path = "/", Body = "x", Fail = [StubFailure.Silent] });
        await using var http = new HttpSession();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(() => http.GetAsync(server.Url, limit.Token));

        server.Received.Single().Status.ShouldBeNull();
        await UntilNobodyIsServedAsync(server);
    }

    [Fact]
    public async Task Headers_without_end_stop_when_the_client_leaves()
    {
        await using var server = Serve(new() { Path = "/", Body = "x", Fail = [StubFailure.EndlessHeaders] });

        var start = await StartOfAsync(server, 300_000);

        start.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        start.ShouldContain("\r\nX-Endless-290: xxx");
        start.ShouldNotContain("\r\n\r\n");
        await UntilNobodyIsServedAsync(server);
        await using var http = new HttpSession();
        await Should.ThrowAsync<ProtocolException>(() => http.GetAsync(server.Url, Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_without_end_stops_when_the_client_leaves(bool chunked)
    {
        await using var server = Serve(new() { Path = "/", Body = "abc", Chunked = chunked, Fail = [StubFailure.EndlessBody] });

        (await StartOfAsync(server, 300_000)).ShouldContain(chunked ? "\r\n4000\r\nabcabc" : "\r\n\r\nabcabc");

        await UntilNobodyIsServedAsync(server);
        await using var http = new HttpSession(new() { MaxBodySize = 1_000_000 });
        (await Should.ThrowAsync<ProtocolException>(() => http.GetAsync(server.Url, Cancel))).Message.ShouldContain("goes on after the limit");
    }

    [Fact]
    public async Task Garbage_is_not_http()
    {
        await using var server = Serve(new() { Path = "/", Fail = [StubFailure.Garbage] });
        await using var http = new HttpSession();

        await Should.ThrowAsync<ProtocolException>(() => http.GetAsync(server.Url, Cancel));
    }

    [Fact]
    public async Task Expected_continue_comes_before_the_body_unless_it_is_refused()
    {
        await using var server = StubServer.Start([new() { Path = "/", Body = "ok" }], new StubOptions { MaxBodySize = 100 });

        var taken = await StubConversation.SayAsync(server, "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
        (await RawPeer.ReadHeadAsync(taken.GetStream(), Cancel)).ShouldBe("HTTP/1.1 100 Continue\r\n\r\n");
        await taken.Client.SendAsync("12345"u8.ToArray(), Cancel);
        (await RawPeer.ReadHeadAsync(taken.GetStream(), Cancel)).ShouldStartWith("HTTP/1.1 200 OK");
        taken.Dispose();
        var refused = await StubConversation.SayAsync(server, "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 101\r\n\r\n");
        (await RawPeer.ReadHeadAsync(refused.GetStream(), Cancel)).ShouldStartWith("HTTP/1.1 413 Content Too Large");
        refused.Dispose();
        server.Received.Single().Body.ShouldBe("12345");
    }

    [Fact]
    public async Task Chunked_request_bodies_are_put_together()
    {
        await using var server = Serve(new() { Path = "/" });

        await StubConversation.AnswerAsync(server, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n");

        server.Received.Single().Body.ShouldBe("abc0123456789");
    }

    [Fact]
    public async Task Events_come_one_after_the_other_and_go_on_after_the_last_that_the_client_had()
    {
        await using var server = Serve(new()
        {
            Path = "/",
            Interval = Moment,
            Template = true,
            Events =
            [
                new() { Id = "1", Event = "greeting", Data = JsonElement.Parse("\"hello {{method}}\\nworld\"") },
                new() { Id = "2", Data = JsonElement.Parse("""{"n":"{{count}}"}"""), Retry = TimeSpan.FromSeconds(3) },
                new() { Data = JsonElement.Parse("\"last\"") },
            ],
        });
        await using var http = new HttpSession();

        var all = await http.GetAsync(server.Url, Cancel);
        var rest = await http.SendAsync(new HttpCall { Method = "GET", Url = server.Url, Headers = new Dictionary<string, string> { ["Last-Event-ID"] = "1" } }, Cancel);

        all.Headers["content-type"].ShouldBe("text/event-stream");
        all.Body.ShouldBe("id: 1\nevent: greeting\ndata: hello GET\ndata: world\n\nid: 2\nretry: 3000\ndata: {\"n\":1}\n\ndata: last\n\n");
        rest.Body.ShouldBe("id: 2\nretry: 3000\ndata: {\"n\":2}\n\ndata: last\n\n");
    }

    [Fact]
    public async Task Curl_is_answered_in_every_manner()
    {
        await using var server = StubServer.Start(
        [
            new() { Path = "/chunked", Body = "chunked", Chunked = true, Drip = new() { Bytes = 2, Every = Moment } },
            new() { Path = "/post", Method = "POST", Template = true, Body = "{{headers.content-length ?? 'chunked'}} {{body}}" },
            new() { Path = "/move", Status = [302], Headers = new Dictionary<string, string> { ["Location"] = "/chunked", ["Set-Cookie"] = "a=b" } },
            new() { Path = "/truncated", Body = "0123456789", Fail = [StubFailure.Truncate] },
            new() { Path = "/garbage", Fail = [StubFailure.Garbage] },
        ]);

        (await ProgramRun.ToEndAsync("curl", null, "-sS", "-L", $"{server.Url}/move")).Output.ShouldBe("chunked");
        (await ProgramRun.ToEndAsync("curl", null, "-sS", "-d", "abc", $"{server.Url}/post")).Output.ShouldBe("3 abc");
        (await ProgramRun.ToEndAsync("curl", "abc", "-sS", "-H", "Expect: 100-continue", "-H", "Transfer-Encoding: chunked", "-d", "@-", $"{server.Url}/post")).Output.ShouldBe("chunked abc");
        (await ProgramRun.ToEndAsync("curl", null, "-sS", "-I", $"{server.Url}/chunked")).ExitCode.ShouldBe(0);
        (await ProgramRun.ToEndAsync("curl", null, "-sS", $"{server.Url}/truncated")).ExitCode.ShouldBe(18); // CURLE_PARTIAL_FILE
        (await ProgramRun.ToEndAsync("curl", null, "-sS", $"{server.Url}/garbage")).ExitCode.ShouldBe(1); // CURLE_UNSUPPORTED_PROTOCOL: "HTTP/0.9"
    }

    [Fact]
    public async Task Unix_socket_is_served_and_removed()
    {
        using var folder = new PeerFolder();
        var path = folder.At("x.sock");
        var server = StubServer.Start([new() { Path = "/", Body = "ok" }], new StubOptions { UnixSocket = "x.sock", BaseDirectory = folder.Path });
        await using (server)
        {
            server.UnixSocket.ShouldBe(path);
            server.Description.ShouldBe(path);
            (await ProgramRun.ToEndAsync("curl", null, "-sS", "--unix-socket", path, server.Url)).Output.ShouldBe("ok");
            Should.Throw<ActionInputException>(() => StubServer.Start([], new StubOptions { UnixSocket = path })).Message.ShouldContain("exists");
        }

        File.Exists(path).ShouldBeFalse();
        Should.Throw<ActionInputException>(() => StubServer.Start([], new StubOptions { UnixSocket = folder.At(new string('x', 120)) })).Message.ShouldContain("is too long");
        Should.Throw<ActionInputException>(() => StubServer.Start([], new StubOptions { UnixSocket = folder.At("no/such/folder") })).Message.ShouldContain("in a folder that exists");
    }

    public static TheoryData<string, StubRoute> WrongRoutes => new()
    {
        { "drip of 0 bytes", new() { Path = "/", Drip = new() { Bytes = 0 } } },
        { "a jitter out of range", new() { Path = "/", Jitter = TimeSpan.FromSeconds(-1) } },
        { "which this route has none of", new() { Path = "/", Interval = TimeSpan.FromSeconds(1) } },
        { "has json and file", new() { Path = "/", Json = JsonElement.Parse("1"), File = "x" } },
        { "does not exist", new() { Path = "/", File = "no/such/file" } },
        { "for a route with websocket: echo", new() { Path = "/", Messages = ["x"] } },
        { "has body and websocket", new() { Path = "/", Body = "x", Websocket = StubWebSocket.Echo } },
        { "opens with GET", new() { Path = "/", Method = "POST", Websocket = StubWebSocket.Echo } },
        { "has the close code 1006", new() { Path = "/", Websocket = StubWebSocket.Echo, Close = 1006 } },
        { "has the subprotocol", new() { Path = "/", Websocket = StubWebSocket.Echo, Subprotocols = ["a b"] } },
        { "has the method", new() { Path = "/", Method = "GET POST" } },
        { "type or id has a line break", new() { Path = "/", Events = [new() { Event = "a\nb" }] } },
    };

    [Theory]
    [MemberData(nameof(WrongRoutes), DisableDiscoveryEnumeration = true)]
    public void Route_that_cannot_work_is_refused(string says, StubRoute route) =>
        Should.Throw<ActionInputException>(() => Serve(route)).Message.ShouldContain(says);

    static async Task UntilNobodyIsServedAsync(StubServer server)
    {
        for (var tries = 0; server.Serving > 0; tries++)
        {
            tries.ShouldBeLessThan(500);
            await Task.Delay(20, Cancel);
        }
    }
}
