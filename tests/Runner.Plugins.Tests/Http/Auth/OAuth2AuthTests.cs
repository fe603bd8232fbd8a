using System.Text;
using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Auth;

/// <summary>Tokens: fetched, kept, replaced, refused.</summary>
public sealed class OAuth2AuthTests : IAsyncLifetime
{
    readonly MovableClock clock = new();
    readonly TestActionContext context;
    readonly List<(string? Authorization, Dictionary<string, string> Form)> asked = [];
    Func<HttpContext, Dictionary<string, string>, Task>? token;
    Func<string, int> judge = static _ => 200;
    KestrelPeer server = null!;

    public OAuth2AuthTests() => context = new() { Clock = clock };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await KestrelPeer.StartAsync(async http =>
    {
        if (http.Request.Path != "/token")
        {
            http.Response.StatusCode = judge(http.Request.Headers.Authorization.ToString());
            await http.Response.WriteAsync(http.Request.Headers.Authorization.ToString());
            return;
        }
        var form = (await http.Request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString());
        int count;
        lock (asked)
        {
            asked.Add((http.Request.Headers.Authorization, form));
            count = asked.Count;
        }
        if (token is not null) await token(http, form);
        else await http.Response.WriteAsJsonAsync(new { access_token = $"t{count}", token_type = "Bearer", expires_in = 3600 });
    });

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        await server.DisposeAsync();
    }

    OAuth2Client Client => new() { TokenUrl = $"{server.Url}/token", ClientId = "me", ClientSecret = "s3cret" };

    Task<HttpResponse> Ask(OAuth2Client? client = null, string path = "/api", TestActionContext? within = null, CancellationToken? cancel = null) =>
        new HttpGet { Url = server.Url + path, Auth = new() { Oauth2 = client ?? Client } }.RunAsync(within ?? context, cancel ?? Cancel).AsTask();

    static Task Answer(HttpContext http, int status, string body, string type = "application/json")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body);
    }

    [Fact]
    public async Task Token_is_fetched_once_and_used_until_shortly_before_it_expires()
    {
        (await Ask()).Body.ShouldBe("Bearer t1");
        (await Ask(path: "/other")).Body.ShouldBe("Bearer t1");
        clock.Now += TimeSpan.FromSeconds(3569);
        (await Ask()).Body.ShouldBe("Bearer t1");
        clock.Now += TimeSpan.FromSeconds(2);
        (await Ask()).Body.ShouldBe("Bearer t2");

        asked.Count.ShouldBe(2);
        context.Masked.ShouldContain("t1");
        context.Masked.ShouldContain("t2");
    }

    [Theory]
    [InlineData("1", 0), InlineData("\"100\"", 79), InlineData("0", -1)]
    public async Task Short_lives_and_lives_in_quotes_are_understood(string expiresIn, int stillGoodAfter)
    {
        token = (http, _) => Answer(http, 200, $$"""{ "access_token": "t{{asked.Count}}", "expires_in": {{expiresIn}} }""");

        await Ask();
        clock.Now += TimeSpan.FromSeconds(Math.Max(0, stillGoodAfter));
        await Ask();

        asked.Count.ShouldBe(stillGoodAfter >= 0 ? 1 : 2);
    }

    [Fact]
    public async Task Token_without_an_end_is_kept()
    {
        token = (http, _) => Answer(http, 200, """{ "access_token": "only" }""");

        await Ask();
        clock.Now += TimeSpan.FromDays(300);
        await Ask();

        asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Client_says_who_it_is_in_the_header_or_in_the_form()
    {
        var client = Client with { ClientId = "a b:c", ClientSecret = "p&%é", Scope = "read write", Audience = "api", Parameters = new Dictionary<string, string> { ["resource"] = "x" } };
        await Ask(client);
        await Ask(client with { AuthStyle = OAuth2AuthStyle.Body });

        Encoding.UTF8.GetString(Convert.FromBase64String(asked[0].Authorization!["Basic ".Length..])).ShouldBe("a+b%3Ac:p%26%25%C3%A9");
        asked[0].Form.ShouldBe(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["scope"] = "read write", ["audience"] = "api", ["resource"] = "x" }, ignoreOrder: true);
        asked[1].Authorization.ShouldBeNull();
        asked[1].Form["client_id"].ShouldBe("a b:c");
        asked[1].Form["client_secret"].ShouldBe("p&%é");
        context.Masked.ShouldContain(asked[0].Authorization!["Basic ".Length..]);
    }

    [Fact]
    public async Task Password_and_public_clients_send_what_the_standard_says()
    {
        await Ask(Client with { ClientSecret = null, Grant = OAuth2Grant.Password, Username = "zoe", Password = "pw" });

        asked[0].Authorization.ShouldBeNull();
        asked[0].Form.ShouldBe(new Dictionary<string, string> { ["grant_type"] = "password", ["username"] = "zoe", ["password"] = "pw", ["client_id"] = "me" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Refresh_token_that_the_server_replaces_is_replaced_and_masked_and_warned_of()
    {
        token = (http, form) => Answer(http, 200, $$"""{ "access_token": "t{{asked.Count}}", "expires_in": 100, "refresh_token": "r{{asked.Count}}" }""");
        var client = Client with { Grant = OAuth2Grant.RefreshToken, RefreshToken = "r0" };

        await Ask(client);
        clock.Now += TimeSpan.FromSeconds(101);
        (await Ask(client)).Body.ShouldBe("Bearer t2");

        asked.Select(request => request.Form["refresh_token"]).ShouldBe(["r0", "r1"]);
        context.Masked.ShouldContain("r1");
        context.Logged.Count(line => line.Level == LogLevel.Warning && line.Message.Contains("new refresh token", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Refused_kept_token_is_replaced_once()
    {
        await Ask();
        judge = authorization => authorization == "Bearer t1" ? 401 : 200;

        var response = await Ask();

        response.Status.ShouldBe(200);
        response.Body.ShouldBe("Bearer t2");
        (await Ask()).Body.ShouldBe("Bearer t2");
        asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Refused_fresh_token_is_a_401()
    {
        judge = _ => 401;

        (await Ask()).Status.ShouldBe(401);
        asked.Count.ShouldBe(1);
        (await Ask()).Status.ShouldBe(401);
        asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Steps_at_the_same_time_fetch_one_token()
    {
        var open = new TaskCompletionSource();
        token = async (http, _) =>
        {
            await open.Task;
            await Answer(http, 200, """{ "access_token": "one", "expires_in": 100 }""");
        };

        var asking = Enumerable.Range(0, 16).Select(_ => Ask()).ToList();
        await Eventually.HoldsAsync(() => asked.Count > 0, Cancel);
        open.SetResult();

        (await Task.WhenAll(asking)).ShouldAllBe(response => response.Body == "Bearer one");
        asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Step_that_gives_up_does_not_take_the_token_from_the_others()
    {
        var open = new TaskCompletionSource();
        token = async (http, _) =>
        {
            await open.Task;
            await Answer(http, 200, """{ "access_token": "one", "expires_in": 100 }""");
        };
        using var giveUp = new CancellationTokenSource();

        var first = Ask(cancel: giveUp.Token);
        await Eventually.HoldsAsync(() => asked.Count > 0, Cancel);
        var second = Ask();
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        open.SetResult();

        (await second).Body.ShouldBe("Bearer one");
        asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Different_clients_have_different_tokens()
    {
        await Ask();
        await Ask(Client with { Scope = "other" });
        await Ask(Client with { ClientSecret = "other" });
        await Ask(Client with { Parameters = new Dictionary<string, string> { ["a"] = "b" } });

        asked.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(401, """{ "error": "invalid_client", "error_description": "unknown client" }""", "gave no token: invalid_client: unknown client (status 401).", "auth-style: body")]
    [InlineData(400, """{ "error": "invalid_scope" }""", "gave no token: invalid_scope (status 400).", "scopes")]
    [InlineData(200, """{ "error": "bad_verification_code", "error_description": "Expired." }""", "gave no token: bad_verification_code: Expired (status 200).", null)]
    [InlineData(403, "<html>no</html>", "gave no token: Forbidden (status 403).", null)]
    [InlineData(400, """{ "error": "invalid_request", "error_description": "secret s3cret\r\nis wrong" }""", "gave no token: invalid_request: secret ***  is wrong (status 400).", null)]
    public async Task Refusal_is_an_auth_error_with_the_servers_words(int status, string body, string says, string? help)
    {
        token = (http, _) => Answer(http, status, body);

        var error = await Should.ThrowAsync<AuthenticationException>(() => Ask());

        error.Kind.ShouldBe(ErrorKind.Auth);
        error.Target.ShouldBe($"{server.Url}/token");
        error.Status.ShouldBe(status);
        error.Message.ShouldBe($"The token endpoint {server.Url}/token {says}");
        if (help is null) error.Help.ShouldBeNull();
        else error.Help!.ShouldContain(help);
        error.IsTransient.ShouldBeFalse();
    }

    [Theory]
    [InlineData("access_token=l33t&token_type=bearer", "is not a JSON object"), InlineData("[]", "is not a JSON object"), InlineData("", "is not a JSON object")]
    [InlineData("""{ "token": "l33t" }""", "has no access_token"), InlineData("""{ "access_token": "" }""", "has no access_token")]
    [InlineData("""{ "access_token": "l33t\r\nX: y" }""", "line break"), InlineData("""{ "access_token": "l33t", "token_type": "DPoP" }""", "type \"DPoP\"")]
    public async Task Answer_without_a_token_is_a_protocol_error_that_shows_nothing_of_it(string body, string says)
    {
        token = (http, _) => Answer(http, 200, body);

        var error = await Should.ThrowAsync<ProtocolException>(() => Ask());

        error.Message.ShouldContain(says);
        error.Message.ShouldNotContain("l33t");
    }

    [Fact]
    public async Task Endpoint_that_fails_redirects_or_slows_down_is_told_apart()
    {
        token = (http, _) => Answer(http, 503, "busy");
        (await Should.ThrowAsync<HttpException>(() => Ask())).IsTransient.ShouldBeTrue();

        token = (http, _) =>
        {
            http.Response.Headers.RetryAfter = "7";
            return Answer(http, 429, "slow");
        };
        (await Should.ThrowAsync<RateLimitedException>(() => Ask())).RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));

        token = (http, _) =>
        {
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        (await Should.ThrowAsync<HttpException>(() => Ask())).Help!.ShouldContain("does not redirect");

        token = null;
        (await Ask()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Endpoint_that_is_not_there_is_a_connection_error()
    {
        var error = await Should.ThrowAsync<ConnectionFailedException>(() => Ask(Client with { TokenUrl = "http://127.0.0.1:1/token" }));

        error.Target.ShouldBe("http://127.0.0.1:1/token");
    }

    [Fact]
    public async Task Token_stays_with_the_origin_and_a_redirect_within_it_asks_for_no_other()
    {
        await using var other = await KestrelPeer.StartAsync(http => http.Response.WriteAsync($"<{http.Request.Headers.Authorization}>"));
        await using var redirecting = await KestrelPeer.StartAsync(http =>
        {
            if (http.Request.Path == "/in") return http.Response.WriteAsync($"<{http.Request.Headers.Authorization}>");
            http.Response.Redirect(http.Request.Query["to"].ToString());
            return Task.CompletedTask;
        });
        async Task<string> Via(string to) => (await new HttpGet { Url = $"{redirecting.Url}/?to={to}", Auth = new() { Oauth2 = Client } }.RunAsync(context, Cancel)).Body;

        (await Via("/in")).ShouldBe("<Bearer t1>");
        (await Via(other.Url)).ShouldBe("<>");
        asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Run_that_uses_a_token_of_another_masks_it_too()
    {
        await using var session = new HttpSession();
        var pools = context.Shared<ConnectionPools>();
        var memory = context.Shared<AuthMemory>();
        var masked = new List<string>();

        await new HttpSession(new() { Auth = new() { Oauth2 = Client } }, pools, memory).GetAsync($"{server.Url}/api", Cancel);
        await new HttpSession(new() { Auth = new() { Oauth2 = Client }, SecretDerived = masked.Add }, pools, memory).GetAsync($"{server.Url}/api", Cancel);

        asked.Count.ShouldBe(1);
        masked.ShouldContain("t1");
    }

    public static TheoryData<string, OAuth2Client> WrongClients
    {
        get
        {
            var good = new OAuth2Client { TokenUrl = "http://127.0.0.1:1/", ClientId = "me", ClientSecret = "s" };
            return new()
            {
                { "token-url", good with { TokenUrl = "/token" } },
                { "token-url", good with { TokenUrl = "http://me:s@127.0.0.1/" } },
                { "client-id", good with { ClientId = "" } },
                { "client-secret", good with { ClientSecret = " " } },
                { "client-secret", good with { ClientSecret = null } },
                { "refresh-token", good with { Grant = OAuth2Grant.RefreshToken } },
                { "username", good with { Grant = OAuth2Grant.Password, Password = "p" } },
            };
        }
    }

    [Theory]
    [MemberData(nameof(WrongClients), DisableDiscoveryEnumeration = true)]
    public async Task Client_that_cannot_work_is_refused(string names, OAuth2Client client)
    {
        var refusal = await Should.ThrowAsync<ActionInputException>(() => Ask(client));

        refusal.Input.ShouldBe("auth");
        refusal.Message.ShouldContain($"oauth2.{names}");
    }

    sealed class MovableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public async Task Secret_that_the_server_echoes_in_another_form_is_not_shown_even_in_part(int form)
    {
        const string secret = "p/q+ r\"s&t=uvwxyz0123456789";
        var echoed = form switch
        {
            0 => secret,
            1 => System.Net.WebUtility.UrlEncode(secret),
            2 => Uri.EscapeDataString(secret).ToLowerInvariant(),
            3 => System.Text.Json.JsonEncodedText.Encode(secret).Value,
            4 => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
            _ => Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal)}")),
        };
        // The cut at 300 characters falls into the secret.
        var description = new string('x', 300 - "invalid_client: ".Length - (echoed.Length / 2)) + echoed + " and more";
        token = (http, _) => Answer(http, 401, System.Text.Json.JsonSerializer.Serialize(new { error = "invalid_client", error_description = description }));

        var error = await Should.ThrowAsync<AuthenticationException>(() => Ask(Client with { ClientSecret = secret }));

        error.Message.ShouldContain("x***");
        for (var i = 0; i + 6 <= echoed.Length; i++) error.Message.ShouldNotContain(echoed.Substring(i, 6));
    }

    [Fact]
    public async Task Long_description_is_cut_with_dots()
    {
        token = (http, _) => Answer(http, 401, System.Text.Json.JsonSerializer.Serialize(new { error = "invalid_client", error_description = new string('x', 500) }));

        (await Should.ThrowAsync<AuthenticationException>(() => Ask())).Message.ShouldContain("x... (status 401)");
    }
}
