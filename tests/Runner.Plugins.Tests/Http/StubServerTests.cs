using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http;

/// <summary>The stub server, seen by clients of every manner.</summary>
public sealed class StubServerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static StubServer Serve(params StubRoute[] routes) => StubServer.Start(routes);

    static async Task<string> SayAsync(StubServer server, string bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
        await client.Client.SendAsync(Encoding.Latin1.GetBytes(bytes), Cancel);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        client.Client.Shutdown(SocketShutdown.Send);
        return await reader.ReadToEndAsync(Cancel);
    }

    [Fact]
    public async Task Serve_opens_a_connection_of_the_job_and_tells_where()
    {
        await using var context = new TestActionContext();

        var serving = await new HttpServe { Routes = [new() { Path = "/", Body = "hi" }] }.RunAsync(context, Cancel);

        var server = context.Opened.Single().ShouldBeOfType<StubServer>();
        server.Url.ShouldBe(serving.Url);
        serving.Url.ShouldBe($"http://127.0.0.1:{serving.Port}");
        (await new HttpGet { Url = serving.Url }.RunAsync(context, Cancel)).Body.ShouldBe("hi");
        context.Logged.ShouldContain((LogLevel.Debug, "GET / -> 200"));
    }

    [Fact]
    public async Task Statuses_come_in_sequence_and_the_last_repeats()
    {
        await using var server = Serve(new StubRoute
        {
            Path = "/health",
            Status = [503, 503, 200],
            Json = JsonElement.Parse("""{ "status": "UP" }"""),
            Headers = new Dictionary<string, string> { ["Retry-After"] = "1" },
        });
        await using var http = new HttpSession();
        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            var response = await http.GetAsync($"{server.Url}/health?n={i}", Cancel);
            statuses.Add(response.Status);
            response.Json.GetProperty("status").GetString().ShouldBe("UP");
            response.Headers["content-type"].ShouldBe("application/json");
            response.Headers["retry-after"].ShouldBe("1");
        }

        statuses.ShouldBe([503, 503, 200, 200, 200]);
    }

    [Fact]
    public async Task First_route_that_matches_path_and_method_answers()
    {
        await using var server = Serve(
            new StubRoute { Path = "/users/me", Body = "me" },
            new StubRoute { Path = "/users/*", Method = "get", Body = "some user" },
            new StubRoute { Path = "/users", Method = "POST", Status = [201] },
            new StubRoute { Path = "/a b", Body = "decoded" });
        await using var http = new HttpSession();

        (await http.GetAsync($"{server.Url}/users/me", Cancel)).Body.ShouldBe("me");
        (await http.GetAsync($"{server.Url}/users/7/posts", Cancel)).Body.ShouldBe("some user");
        (await http.PostAsync($"{server.Url}/users", HttpBody.FromText("x"), Cancel)).Status.ShouldBe(201);
        (await http.GetAsync($"{server.Url}/a%20b", Cancel)).Body.ShouldBe("decoded");
        var wrongMethod = await http.DeleteAsync($"{server.Url}/users/7", Cancel);
        wrongMethod.Status.ShouldBe(405);
        wrongMethod.Headers["allow"].ShouldBe("GET");
    }

    [Fact]
    public async Task Request_without_a_route_gets_404_with_the_routes_that_exist()
    {
        await using var server = Serve(new StubRoute { Path = "/health" }, new StubRoute { Path = "/users", Method = "post" });
        await using var http = new HttpSession();

        var response = await http.GetAsync($"{server.Url}/helth", Cancel);

        response.Status.ShouldBe(404);
        response.Json.GetProperty("error").GetString().ShouldBe("No route matches GET /helth.");
        response.Json.GetProperty("routes").EnumerateArray().Select(r => r.GetString()).ShouldBe(["ANY /health", "POST /users"]);
    }

    [Fact]
    public async Task Head_is_answered_by_a_get_route_without_its_body()
    {
        await using var server = Serve(new StubRoute { Path = "/", Method = "GET", Body = "12345" });
        await using var http = new HttpSession();

        var head = await http.HeadAsync(server.Url, Cancel);
        head.Headers["content-length"].ShouldBe("5");
        (await http.GetAsync(server.Url, Cancel)).Body.ShouldBe("12345"); // on the same connection: no stray bytes
    }

    [Fact]
    public async Task Delay_comes_before_the_answer()
    {
        await using var server = Serve(new StubRoute { Path = "/", Delay = [TimeSpan.FromMilliseconds(300), TimeSpan.Zero] });
        await using var http = new HttpSession();

        (await http.GetAsync(server.Url, Cancel)).Timings.FirstByte.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(290));
        (await http.GetAsync(server.Url, Cancel)).Timings.FirstByte.ShouldBeLessThan(TimeSpan.FromMilliseconds(290));
    }

    [Fact]
    public async Task Failures_come_in_sequence_each_as_the_error_that_it_is()
    {
        await using var server = Serve(new StubRoute
        {
            Path = "/",
            Body = "0123456789",
            Fail = [StubFailure.Reset, StubFailure.Close, StubFailure.Truncate, StubFailure.None],
        });
        await using var http = new HttpSession();

        (await Should.ThrowAsync<ConnectionFailedException>(() => http.GetAsync(server.Url, Cancel))).Message.ShouldContain("reset the connection");
        (await Should.ThrowAsync<ConnectionFailedException>(() => http.GetAsync(server.Url, Cancel))).Message.ShouldContain("closed the connection without answering");
        (await Should.ThrowAsync<ConnectionFailedException>(() => http.GetAsync(server.Url, Cancel))).Message.ShouldContain("after 5 bytes");
        (await http.GetAsync(server.Url, Cancel)).Body.ShouldBe("0123456789");
        (await http.GetAsync(server.Url, Cancel)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Truncated_answer_without_a_body_ends_in_its_headers()
    {
        await using var server = Serve(new StubRoute { Path = "/", Fail = [StubFailure.Truncate] });
        await using var http = new HttpSession();

        await Should.ThrowAsync<ConnectionFailedException>(() => http.GetAsync(server.Url, Cancel));
    }

    [Fact]
    public async Task Requests_sent_at_once_are_answered_in_order()
    {
        await using var server = Serve(
            new StubRoute { Path = "/slow", Body = "slow", Delay = [TimeSpan.FromMilliseconds(30)] },
            new StubRoute { Path = "/post", Method = "POST", Body = "posted" },
            new StubRoute { Path = "/last", Body = "last" });

        var answers = await SayAsync(
            server,
            "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
            + "\r\nPOST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345"
            + "POST /post HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n"
            + "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /never HTTP/1.1\r\n\r\n");

        answers.Split("HTTP/1.1 200 OK").Skip(1).Select(answer => answer.Split("\r\n\r\n")[1]).ShouldBe(["slow", "posted", "posted", "last"]);
    }

    [Fact]
    public async Task Large_bodies_sent_plain_or_chunked_leave_the_connection_usable()
    {
        await using var server = Serve(new StubRoute { Path = "/", Body = "ok" });
        await using var http = new HttpSession();
        var body = HttpBody.FromBytes(new byte[3_000_000]);

        for (var i = 0; i < 3; i++) (await http.PostAsync(server.Url, body, Cancel)).Body.ShouldBe("ok");
        var expecting = new HttpCall { Method = "POST", Url = server.Url, Body = body, Headers = new Dictionary<string, string> { ["Expect"] = "100-continue" } };
        (await http.SendAsync(expecting, Cancel)).Body.ShouldBe("ok");
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("GET /\r\n\r\n", 400)]
    [InlineData("GET / HTTP/2.0\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nA : space before the colon\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", 413)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc", 400)]
    [InlineData("GET / HTTP", 400)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\nHost: x\n\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX: a\nContent-Length: 3\r\n\r\nabc", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\rX: b\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n folded\r\n\r\n", 400)]
    [InlineData("GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", 501)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\na", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n", 413)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nExpect: a-miracle\r\n\r\n", 417)]
    public async Task Bad_request_gets_a_refusal_and_the_connection_ends(string request, int status)
    {
        await using var server = Serve(new StubRoute { Path = "/" });

        var answer = await SayAsync(server, request);

        answer.ShouldStartWith($"HTTP/1.1 {status} ");
        answer.ShouldContain("Connection: close");
        answer.Split("HTTP/1.1 ").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Client_that_speaks_tls_is_told_at_once()
    {
        await using var server = Serve(new StubRoute { Path = "/" });
        await using var http = new HttpSession();

        var error = await Should.ThrowAsync<TlsException>(() => http.GetAsync($"https://127.0.0.1:{server.Port}/", Cancel));

        error.Help!.ShouldContain("plain HTTP");
    }

    [Fact]
    public async Task Headers_over_the_limit_are_refused()
    {
        await using var server = Serve(new StubRoute { Path = "/" });

        (await SayAsync(server, $"GET / HTTP/1.1\r\nX: {new string('x', 70_000)}")).ShouldStartWith("HTTP/1.1 431 ");
    }

    [Fact]
    public async Task Http_1_0_client_gets_its_answer_and_the_end()
    {
        await using var server = Serve(new StubRoute { Path = "/", Body = "ok" });

        (await SayAsync(server, "GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n")).Split("200 OK").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Many_clients_at_once_share_one_sequence()
    {
        await using var server = Serve(new StubRoute { Path = "/", Status = [.. Enumerable.Repeat(503, 50), 200] });
        await using var http = new HttpSession();

        var responses = await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => http.GetAsync(server.Url, Cancel)));

        responses.Count(response => response.Status == 503).ShouldBe(50);
        responses.Count(response => response.Status == 200).ShouldBe(70);
    }

    [Fact]
    public async Task Disposing_closes_every_connection_and_frees_the_port()
    {
        var server = Serve(new StubRoute { Path = "/", Delay = [TimeSpan.FromHours(1)] });
        await using var http = new HttpSession();
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
        var waiting = http.GetAsync(server.Url, Cancel);

        await server.DisposeAsync();
        await server.DisposeAsync(); // twice is as good as once

        await Should.ThrowAsync<ConnectionFailedException>(() => waiting);
        (await Should.ThrowAsync<ConnectionFailedException>(() => http.GetAsync(server.Url, Cancel))).Message.ShouldContain("refused");
    }

    [Fact]
    public async Task Port_can_be_chosen_unless_it_is_taken()
    {
        await using var first = Serve();
        var taken = Should.Throw<ActionInputException>(() => StubServer.Start([], first.Port));
        taken.Input.ShouldBe("port");
        taken.Message.ShouldContain($"`port` {first.Port} is in use");

        Should.Throw<ActionInputException>(() => StubServer.Start([], 70000)).Input.ShouldBe("port");
    }

    public static TheoryData<string, StubRoute> WrongRoutes => new()
    {
        { "write /health", new() { Path = "health" } },
        { "only /* at the end", new() { Path = "/a/*/b" } },
        { "only /* at the end", new() { Path = "/a*" } },
        { "say under match", new() { Path = "/a?b=1" } },
        { "empty status", new() { Path = "/", Status = [] } },
        { "status 42", new() { Path = "/", Status = [200, 42] } },
        { "delay out of range", new() { Path = "/", Delay = [TimeSpan.FromSeconds(-1)] } },
        { "json and body", new() { Path = "/", Json = JsonElement.Parse("1"), Body = "1" } },
        { "has the header", new() { Path = "/", Headers = new Dictionary<string, string> { ["A"] = "b\r\nc" } } },
        { "it follows from the body", new() { Path = "/", Headers = new Dictionary<string, string> { ["content-length"] = "3" } } },
        { "it follows from the body", new() { Path = "/", Headers = new Dictionary<string, string> { ["Transfer-Encoding"] = "chunked" } } },
    };

    [Theory]
    [MemberData(nameof(WrongRoutes), DisableDiscoveryEnumeration = true)]
    public void Route_that_cannot_work_is_refused(string says, StubRoute route)
    {
        var refusal = Should.Throw<ActionInputException>(() => Serve(route));

        refusal.Input.ShouldBe("routes");
        refusal.Message.ShouldContain(says);
    }
}
