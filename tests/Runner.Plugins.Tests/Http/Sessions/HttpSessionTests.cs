using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Sessions;

/// <summary>What requests inherit from their session, and what passes between them.</summary>
public sealed class HttpSessionTests(HttpbinPeer httpbin) : IClassFixture<HttpbinPeer>, IAsyncLifetime
{
    readonly TestActionContext context = new();
    KestrelPeer server = null!;
    KestrelPeer other = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await KestrelPeer.StartAsync(AnswerAsync);
        other = await KestrelPeer.StartAsync(AnswerAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        await server.DisposeAsync();
        await other.DisposeAsync();
    }

    static async Task AnswerAsync(HttpContext http)
    {
        switch (http.Request.Path.Value)
        {
            case "/login":
                http.Response.Headers.Append("Set-Cookie", "session=abc; Path=/; HttpOnly");
                http.Response.Headers.Append("Set-Cookie", "theme=dark, blue");
                http.Response.Redirect(http.Request.Query["to"].FirstOrDefault() ?? "/home", permanent: false, preserveMethod: false);
                return;
            case "/guarded" when !http.Request.Cookies.ContainsKey("session"):
                http.Response.Redirect("/login?to=/guarded");
                return;
            case "/circle":
                http.Response.Headers.Append("Set-Cookie", "a=b");
                http.Response.Redirect("/circle");
                return;
        }
        await http.Response.WriteAsJsonAsync(new
        {
            path = http.Request.GetEncodedPathAndQuery(),
            headers = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()),
        });
    }

    async Task<HttpSession> Open(HttpOpenSession action)
    {
        await action.RunAsync(context, Cancel);
        return context.Opened[^1].ShouldBeOfType<HttpSession>();
    }

    Task<HttpResponse> Get(HttpSession session, string url) => new HttpGet { Url = url, Connection = session }.RunAsync(context, Cancel).AsTask();

    static string? Header(HttpResponse response, string name) =>
        response.Json.GetProperty("headers").TryGetProperty(name, out var value) ? value.GetString() : null;

    [Theory]
    [InlineData("/v1/", "users?a=1", "/v1/users?a=1"), InlineData("/v1/", "/users", "/users"), InlineData("/v1/", "", "/v1/"), InlineData("/v1/", "?a=1", "/v1/?a=1")]
    [InlineData("/v1/", "../v2/x", "/v2/x"), InlineData("/v1", "users", "/users"), InlineData("", "users", "/users"), InlineData("/v1/", "users/zoë", "/v1/users/zo%C3%AB")]
    public async Task Relative_url_is_resolved_against_the_base(string basePath, string url, string asked)
    {
        var session = await Open(new() { BaseUrl = server.Url + basePath });

        (await Get(session, url)).Json.GetProperty("path").GetString().ShouldBe(asked);
    }

    [Fact]
    public async Task Part_of_the_base_that_gets_lost_is_warned_of()
    {
        var session = await Open(new() { BaseUrl = $"{server.Url}/v1" });

        await Get(session, "users");
        await Get(session, "/users");

        context.Logged.Where(line => line.Level == LogLevel.Warning).ShouldHaveSingleItem().Message
            .ShouldBe($"`url` users takes the place of `v1` at the end of base-url, and leads to {server.Url}/users: end base-url with a slash to keep it.");
    }

    [Fact]
    public async Task What_the_step_says_wins_over_the_session()
    {
        var session = await Open(new()
        {
            BaseUrl = server.Url,
            Headers = new Dictionary<string, string> { ["X-One"] = "session", ["X-Two"] = "session" },
            Auth = new() { Bearer = "session" },
            FollowRedirects = false,
            MaxBodySize = 10,
        });

        (await Should.ThrowAsync<ProtocolException>(() => Get(session, "/x"))).Message.ShouldContain("10 bytes");
        (await Get(session, "/circle")).Status.ShouldBe(302);
        var own = await new HttpGet
        {
            Url = "/login", Connection = session, FollowRedirects = true, MaxBodySize = 10_000, Auth = new() { Bearer = "step" },
            Headers = new Dictionary<string, string> { ["x-two"] = "step" },
        }.RunAsync(context, Cancel);
        Header(own, "x-one").ShouldBe("session");
        Header(own, "x-two").ShouldBe("step");
        Header(own, "authorization").ShouldBe("Bearer step");
    }

    [Fact]
    public async Task Session_without_a_base_gives_its_auth_to_all()
    {
        var session = await Open(new() { Auth = new() { Bearer = "t" } });

        Header(await Get(session, server.Url), "authorization").ShouldBe("Bearer t");
        Header(await Get(session, other.Url), "authorization").ShouldBe("Bearer t");
        (await Should.ThrowAsync<ActionInputException>(() => Get(session, "/x"))).Message.ShouldContain("base-url");
    }

    [Fact]
    public async Task Other_origin_gets_neither_the_sessions_auth_nor_what_says_who_asks()
    {
        var session = await Open(new()
        {
            BaseUrl = server.Url, Auth = new() { Bearer = "t" },
            Headers = new Dictionary<string, string> { ["Cookie"] = "a=b", ["X-Kept"] = "1" },
        });

        var away = await Get(session, $"{other.Url}/x");
        Header(away, "authorization").ShouldBeNull();
        Header(away, "cookie").ShouldBeNull();
        Header(away, "x-kept").ShouldBe("1");
        context.Logged.ShouldContain(line => line.Level == LogLevel.Warning && line.Message.Contains("does not get the session's auth", StringComparison.Ordinal));
        Header(await Get(session, "/x"), "authorization").ShouldBe("Bearer t");
    }

    [Fact]
    public async Task Cookies_pass_from_request_to_request_and_through_redirects()
    {
        var session = await Open(new() { BaseUrl = server.Url, Cookies = true });

        var home = await Get(session, "/login");
        Header(home, "cookie").ShouldBe("session=abc; theme=dark, blue");
        Header(await Get(session, "/x"), "cookie").ShouldBe("session=abc; theme=dark, blue");
        Header(await new HttpGet { Url = "/x", Connection = session, Headers = new Dictionary<string, string> { ["Cookie"] = "only=this" } }.RunAsync(context, Cancel), "cookie")
            .ShouldBe("only=this");
        context.Logged.ShouldNotContain(line => line.Message.Contains("abc", StringComparison.Ordinal));

        var without = await Open(new() { BaseUrl = server.Url });
        Header(await Get(without, "/login"), "cookie").ShouldBeNull();
    }

    [Fact]
    public async Task Login_that_leads_back_is_no_loop_with_cookies_and_is_one_without()
    {
        var session = await Open(new() { BaseUrl = server.Url, Cookies = true });
        var inside = await Get(session, "/guarded");
        inside.Json.GetProperty("path").GetString().ShouldBe("/guarded");
        inside.History.Count.ShouldBe(2);

        var loop = await Should.ThrowAsync<HttpException>(() => new HttpGet { Url = $"{server.Url}/guarded" }.RunAsync(context, Cancel).AsTask());
        loop.Message.ShouldStartWith("Redirect loop");
        loop.Help!.ShouldContain("cookies: true");
        (await Should.ThrowAsync<HttpException>(() => Get(session, "/circle"))).Message.ShouldStartWith("More than 10 redirects");
    }

    [Fact]
    public async Task Answer_tells_its_cookies_and_how_it_was_reached()
    {
        var answer = await new HttpPost { Url = $"{server.Url}/login", FollowRedirects = false }.RunAsync(context, Cancel);
        answer.Cookies.ShouldBe(new Dictionary<string, string> { ["session"] = "abc", ["theme"] = "dark, blue" }, ignoreOrder: true);
        answer.History.ShouldBeEmpty();

        var home = await new HttpPost { Url = $"{server.Url}/login" }.RunAsync(context, Cancel);
        home.Cookies.ShouldBeEmpty();
        home.History.ShouldBe([new($"{server.Url}/login", "POST", 302, "/home")]);
        home.Redirects.ShouldBe([$"{server.Url}/home"]);
    }

    [Fact]
    public async Task Cookies_can_be_read()
    {
        var session = await Open(new() { BaseUrl = server.Url, Cookies = true });
        await Get(session, "/login");
        session.Cookies!.Set(new() { Name = "far", Value = "1", Domain = "example.com" });

        var all = await new HttpReadCookies { Connection = session }.RunAsync(context, Cancel);
        all.Values["session"].ShouldBe("abc");
        all.Cookies.Select(cookie => cookie.Name).ShouldBe(["session", "theme", "far"]);
        all.Cookies[0].HttpOnly.ShouldBeTrue();

        (await new HttpReadCookies { Connection = session, Url = "/x" }.RunAsync(context, Cancel)).Cookies.Count.ShouldBe(2);
        (await new HttpReadCookies { Connection = session, Url = "http://example.com/" }.RunAsync(context, Cancel)).Values.Keys.ShouldBe(["far"]);
        var none = await Open(new() { BaseUrl = server.Url });
        (await Should.ThrowAsync<ActionInputException>(async () => await new HttpReadCookies { Connection = none }.RunAsync(context, Cancel))).Message
            .ShouldContain("cookies: true");
    }

    [Fact]
    public async Task Cookie_jar_is_saved_when_the_session_ends_and_loaded_by_the_next()
    {
        using var folder = new PeerFolder();
        var path = folder.At("cookies.txt");
        var first = await Open(new() { BaseUrl = server.Url, CookieJar = path });
        await Get(first, "/login");
        await first.DisposeAsync();

        var opened = await new HttpOpenSession { BaseUrl = server.Url, CookieJar = path }.RunAsync(context, Cancel);

        opened.ShouldBe(new HttpSessionOpened($"{server.Url}/", 2));
        Header(await Get((HttpSession)context.Opened[^1], "/x"), "cookie").ShouldBe("session=abc; theme=dark, blue");
    }

    [Fact]
    public async Task Steps_at_the_same_time_share_a_session()
    {
        var session = await Open(new() { BaseUrl = server.Url, Cookies = true });

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Get(session, "/login")));

        answers.ShouldAllBe(answer => answer.Status == 200);
        session.Cookies!.Cookies.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Httpbin_sets_changes_and_deletes_cookies()
    {
        var session = await Open(new() { BaseUrl = $"{httpbin.Url}/", Cookies = true });
        static Dictionary<string, string> Of(HttpResponse response) => response.Json.GetProperty("cookies").Deserialize<Dictionary<string, string>>()!;

        Of(await Get(session, "cookies/set?a=1&b=2")).ShouldBe(new() { ["a"] = "1", ["b"] = "2" });
        Of(await Get(session, "cookies/set/a/3")).ShouldBe(new() { ["a"] = "3", ["b"] = "2" });
        var deleted = await Get(session, "cookies/delete?b=");
        Of(deleted).ShouldBe(new() { ["a"] = "3" });
        deleted.History.ShouldHaveSingleItem().Status.ShouldBe(302);
        (await Get(session, "redirect/3")).History.Select(hop => hop.Location).ShouldBe(["/relative-redirect/2", "/relative-redirect/1", "/get"]);
        (await Get(session, "response-headers?Set-Cookie=c%3D1%3B%20Path%3D%2Fdeep")).Cookies.ShouldBe(new Dictionary<string, string> { ["c"] = "1" });
        Of(await Get(session, "cookies")).ShouldBe(new() { ["a"] = "3" });
    }

    [Fact]
    public async Task Httpbin_wants_the_cookie_of_its_challenge_with_the_digest()
    {
        var session = await Open(new() { BaseUrl = httpbin.Url, Cookies = true, Auth = new() { Digest = new() { Username = "u", Password = "p" } } });

        var response = await new HttpGet { Url = "/digest-auth/auth/u/p/MD5", Connection = session }.RunAsync(context, Cancel);

        response.Status.ShouldBe(200);
        session.Cookies!.Cookies.ShouldContain(cookie => cookie.Name == "stale_after");
    }

    public static TheoryData<string, string, HttpOpenSession> WrongInputs => new()
    {
        { "base-url", "absolute URL", new() { BaseUrl = "/v1" } },
        { "base-url", "absolute URL", new() { BaseUrl = "ftp://example.com" } },
        { "base-url", "auth: { basic", new() { BaseUrl = "https://me:s3cret@example.com/" } },
        { "cookie-jar", "empty", new() { CookieJar = "" } },
        { "cookie-jar", "does not exist", new() { CookieJar = "no/such/folder/jar.txt" } },
        { "headers", "line break", new() { Headers = new Dictionary<string, string> { ["A"] = "b\nc" } } },
        { "auth", "exactly one", new() { Auth = new() } },
        { "max-redirects", "negative", new() { MaxRedirects = -1 } },
        { "connect-timeout", "out of range", new() { ConnectTimeout = TimeSpan.Zero } },
    };

    [Theory]
    [MemberData(nameof(WrongInputs), DisableDiscoveryEnumeration = true)]
    public async Task Session_that_cannot_work_is_refused_when_it_is_opened(string input, string says, HttpOpenSession action)
    {
        var refusal = await Should.ThrowAsync<ActionInputException>(async () => await action.RunAsync(context, Cancel));

        refusal.Input.ShouldBe(input);
        refusal.Message.ShouldContain(says);
        refusal.Message.ShouldNotContain("s3cret");
        context.Opened.ShouldBeEmpty();
    }

    [Fact]
    public void Base_url_that_is_none_is_refused_in_csharp() =>
        Should.Throw<ArgumentException>(() => new HttpSession(new() { BaseUrl = new("v1", UriKind.Relative) })).Message.ShouldContain("absolute URL");
}
