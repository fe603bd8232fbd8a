using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Auth;

/// <summary>Challenges used again, aged, replaced and refused.</summary>
public sealed class DigestAuthTests : IAsyncDisposable
{
    readonly TestActionContext context = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => context.DisposeAsync();

    Task<HttpResponse> Ask(string url, string password = "s3cret", string user = "zoe") => new HttpPost
    {
        Url = url, Body = "content", Auth = new() { Digest = new() { Username = user, Password = password } },
    }.RunAsync(context, Cancel).AsTask();

    [Theory]
    [InlineData("MD5"), InlineData("MD5-sess"), InlineData("SHA-256"), InlineData("SHA-256-sess")]
    public async Task Challenge_is_answered_once_and_used_again_with_a_count(string algorithm)
    {
        var server = new DigestServer { Algorithm = algorithm };
        await using var peer = await KestrelPeer.StartAsync(server.AnswerAsync);

        for (var i = 0; i < 3; i++) (await Ask($"{peer.Url}/a?b={i}")).Body.ShouldBe("content");

        server.Said.ShouldBe(["401", "200", "200", "200"]);
        server.Came.Select(sent => sent["nc"]).ShouldBe(["00000001", "00000002", "00000003"]);
    }

    [Fact]
    public async Task User_is_hashed_where_the_server_wants_it()
    {
        var server = new DigestServer { Algorithm = "SHA-256", Extra = ", userhash=true" };
        await using var peer = await KestrelPeer.StartAsync(server.AnswerAsync);

        (await Ask(peer.Url)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Nonce_that_aged_is_replaced()
    {
        var server = new DigestServer { UsesOfNonce = 2 };
        await using var peer = await KestrelPeer.StartAsync(server.AnswerAsync);

        for (var i = 0; i < 4; i++) (await Ask(peer.Url)).Status.ShouldBe(200);

        server.Said.ShouldBe(["401", "200", "200", "stale", "200", "200"]);
    }

    [Fact]
    public async Task Next_nonce_saves_the_challenge()
    {
        var server = new DigestServer { GivesNextNonce = true };
        await using var peer = await KestrelPeer.StartAsync(server.AnswerAsync);

        for (var i = 0; i < 3; i++) (await Ask(peer.Url)).Status.ShouldBe(200);

        server.Said.ShouldBe(["401", "200", "200", "200"]);
        server.Came.ShouldAllBe(sent => sent["nc"] == "00000001");
    }

    [Theory]
    [InlineData("wrong", "zoe"), InlineData("s3cret", "someone")]
    public async Task Wrong_credentials_are_a_401_after_one_answer(string password, string user)
    {
        var server = new DigestServer();
        await using var peer = await KestrelPeer.StartAsync(server.AnswerAsync);

        (await Ask(peer.Url, password, user)).Status.ShouldBe(401);
        (await Ask(peer.Url, password, user)).Status.ShouldBe(401);

        server.Said.ShouldBe(["401", "401", "401", "401"]);
    }

    [Fact]
    public async Task Server_that_never_has_enough_is_given_up_on()
    {
        var server = new DigestServer { IsAlwaysStale = true };
        await using var peer = await KestrelPeer.StartAsync(server.AnswerAsync);

        (await Ask(peer.Url)).Status.ShouldBe(401);

        server.Said.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Many_at_once_are_all_let_in_and_no_count_comes_twice()
    {
        var gate = new Lock();
        var counts = new List<string>();
        await using var peer = await KestrelPeer.StartAsync(http =>
        {
            var header = http.Request.Headers.Authorization.ToString();
            if (header.Length == 0)
            {
                http.Response.StatusCode = 401;
                http.Response.Headers.WWWAuthenticate = "Digest realm=r, nonce=n, qop=auth";
                return Task.CompletedTask;
            }
            lock (gate) counts.Add(header[(header.IndexOf("cnonce=", StringComparison.Ordinal) + 8)..]);
            return Task.CompletedTask;
        });

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Ask(peer.Url)));

        counts.Distinct().Count().ShouldBe(counts.Count);
    }

    [Fact]
    public async Task Another_origin_gets_no_digest()
    {
        string? came = null;
        await using var spy = await KestrelPeer.StartAsync(http =>
        {
            came = http.Request.Headers.Authorization.ToString();
            http.Response.StatusCode = 401;
            http.Response.Headers.WWWAuthenticate = "Digest realm=inside, nonce=n, qop=auth";
            return Task.CompletedTask;
        });
        await using var peer = await KestrelPeer.StartAsync(http =>
        {
            http.Response.Redirect(spy.Url);
            return Task.CompletedTask;
        });

        (await Ask(peer.Url)).Status.ShouldBe(401);

        came.ShouldBe("");
    }

    [Fact]
    public async Task Session_in_csharp_remembers_the_challenge_too()
    {
        var server = new DigestServer();
        await using var peer = await KestrelPeer.StartAsync(server.AnswerAsync);
        await using var http = new HttpSession(new() { Auth = new() { Digest = new() { Username = "zoe", Password = "s3cret" } } });

        for (var i = 0; i < 2; i++) (await http.GetAsync(peer.Url, Cancel)).Status.ShouldBe(200);

        server.Said.ShouldBe(["401", "200", "200"]);
    }

    [Fact]
    public async Task Empty_user_is_refused() =>
        (await Should.ThrowAsync<ActionInputException>(() => Ask("http://127.0.0.1:1/", user: ""))).Message.ShouldContain("digest.username");
}
