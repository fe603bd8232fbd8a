using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Stub;

/// <summary>What a stub server got, told to later steps.</summary>
public sealed class HttpReceivedTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<StubServer> ServeAsync(TestActionContext context, HttpServe serve)
    {
        await serve.RunAsync(context, Cancel);
        return (StubServer)context.Opened[^1];
    }

    [Fact]
    public async Task Request_is_told_whole()
    {
        await using var context = new TestActionContext();
        var server = await ServeAsync(context, new() { Routes = [new() { Path = "/users/{id}", Status = [201] }] });
        var before = DateTimeOffset.UtcNow;
        await new HttpPost
        {
            Url = $"{server.Url}/users/a%20b?q=1&q=2&x=%C3%A9",
            Json = System.Text.Json.JsonElement.Parse("""{"name":"é"}"""),
            Headers = new Dictionary<string, string> { ["X-Trace"] = "t" },
        }.RunAsync(context, Cancel);

        var receipts = await new HttpReceived { Connection = server }.RunAsync(context, Cancel);

        receipts.Count.ShouldBe(1);
        receipts.Total.ShouldBe(1);
        var request = receipts.Requests.Single();
        receipts.Last.ShouldBe(request);
        request.Number.ShouldBe(1);
        request.Connection.ShouldBe(1);
        request.Time.ShouldBeInRange(before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        request.Method.ShouldBe("POST");
        request.Path.ShouldBe("/users/a b");
        request.Url.ShouldBe($"{server.Url}/users/a%20b?q=1&q=2&x=%C3%A9");
        request.Query.ShouldBe(new Dictionary<string, string> { ["q"] = "1, 2", ["x"] = "é" });
        request.Headers["x-trace"].ShouldBe("t");
        request.Headers["CONTENT-TYPE"].ShouldBe("application/json");
        request.Parameters["id"].ShouldBe("a b");
        request.Body.ShouldBe("""{"name":"é"}""");
        request.Json.GetProperty("name").GetString().ShouldBe("é");
        request.BodySize.ShouldBe(13);
        request.BodyCut.ShouldBeFalse();
        request.Route.ShouldBe("/users/{id}");
        request.Status.ShouldBe(201);
        request.ClientCertificate.ShouldBeNull();
    }

    [Fact]
    public async Task Requests_are_chosen_by_path_method_and_route()
    {
        await using var context = new TestActionContext();
        var server = await ServeAsync(context, new() { Routes = [new() { Path = "/users/me" }, new() { Path = "/users/{id}", Fail = [StubFailure.Close] }] });
        await using var http = new HttpSession();
        await http.GetAsync($"{server.Url}/users/me", Cancel);
        // A session of its own: one that was used before would ask again on another connection.
        await using (var other = new HttpSession()) await Should.ThrowAsync<ConnectionFailedException>(() => other.DeleteAsync($"{server.Url}/users/7", Cancel));
        await http.GetAsync($"{server.Url}/nothing", Cancel);

        async Task<string> Urls(HttpReceived filter) =>
            string.Join(' ', (await filter.RunAsync(context, Cancel)).Requests.Select(request => $"{request.Number}:{request.Status}"));

        (await Urls(new() { Connection = server })).ShouldBe("1:200 2: 3:404");
        (await Urls(new() { Connection = server, Path = "/users/{any}" })).ShouldBe("1:200 2:");
        (await Urls(new() { Connection = server, Path = "/users/7" })).ShouldBe("2:");
        (await Urls(new() { Connection = server, Method = "get" })).ShouldBe("1:200 3:404");
        (await Urls(new() { Connection = server, Route = "/users/{id}" })).ShouldBe("2:");
        (await Urls(new() { Connection = server, Route = "/users/{other}" })).ShouldBe("");
    }

    [Fact]
    public async Task Waiting_ends_when_enough_have_come()
    {
        await using var context = new TestActionContext();
        var server = await ServeAsync(context, new() { Routes = [new() { Path = "/hook" }, new() { Path = "/other" }] });
        await using var http = new HttpSession();

        var waiting = new HttpReceived { Connection = server, Path = "/hook", Count = 2, Wait = TimeSpan.FromMinutes(1) }.RunAsync(context, Cancel).AsTask();
        await http.GetAsync($"{server.Url}/hook", Cancel);
        await http.GetAsync($"{server.Url}/other", Cancel);
        waiting.IsCompleted.ShouldBeFalse();
        await http.GetAsync($"{server.Url}/hook", Cancel);

        (await waiting).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Waiting_in_vain_is_a_timeout_that_tells_what_came_instead()
    {
        await using var context = new TestActionContext();
        var server = await ServeAsync(context, new());
        await using var http = new HttpSession();
        await http.GetAsync($"{server.Url}/hok?x=1", Cancel);

        var error = await Should.ThrowAsync<NetworkTimeoutException>(
            async () => await new HttpReceived { Connection = server, Path = "/hook", Count = 1, Wait = TimeSpan.FromMilliseconds(50) }.RunAsync(context, Cancel));

        error.Message.ShouldBe($"{server.Url} got 0 of 1 requests in 50 ms; what came is GET /hok?x=1 -> 404.");
    }

    [Fact]
    public async Task Memory_is_bounded_by_the_number_of_requests_and_the_size_of_bodies()
    {
        await using var context = new TestActionContext();
        var server = await ServeAsync(context, new() { Routes = [new() { Path = "/*" }], Record = 3, RecordBody = 10 });
        await using var http = new HttpSession();
        for (var i = 1; i <= 5; i++) await http.PostAsync($"{server.Url}/{i}", HttpBody.FromText("""{"a":"0123456789"}"""), Cancel);

        var receipts = await new HttpReceived { Connection = server }.RunAsync(context, Cancel);

        receipts.Requests.Select(request => request.Path).ShouldBe(["/3", "/4", "/5"]);
        receipts.Total.ShouldBe(5);
        receipts.Last!.Body.ShouldBe("""{"a":"0123""");
        receipts.Last.BodySize.ShouldBe(18);
        receipts.Last.BodyCut.ShouldBeTrue();
        Should.Throw<ProtocolException>(() => receipts.Last.Json).Message.ShouldContain("18 bytes, of which 10 are kept: raise `record-body`");
        (await Should.ThrowAsync<ActionInputException>(async () => await new HttpReceived { Connection = server, Count = 4 }.RunAsync(context, Cancel)))
            .Message.ShouldContain("keeps the last 3");
    }

    [Fact]
    public async Task Connections_are_numbered()
    {
        await using var context = new TestActionContext();
        var server = await ServeAsync(context, new() { Routes = [new() { Path = "/" }] });
        for (var i = 0; i < 2; i++)
        {
            await using var http = new HttpSession();
            await http.GetAsync(server.Url, Cancel);
            await http.GetAsync(server.Url, Cancel);
        }

        server.Received.Select(request => request.Connection).ShouldBe([1, 1, 2, 2]);
    }

    [Fact]
    public async Task Waiting_ends_with_the_step()
    {
        await using var context = new TestActionContext();
        var server = await ServeAsync(context, new());
        using var step = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var waiting = new HttpReceived { Connection = server, Count = 1 }.RunAsync(context, step.Token).AsTask();
        await step.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }
}
