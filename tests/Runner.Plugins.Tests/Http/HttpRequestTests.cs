using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http;

/// <summary>What the server gets.</summary>
public sealed class HttpRequestTests : IAsyncLifetime
{
    readonly TestActionContext context = new();
    KestrelPeer echo = null!;

    public async ValueTask InitializeAsync() => echo = await KestrelPeer.StartAsync(async http =>
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        await http.Response.WriteAsJsonAsync(new
        {
            method = http.Request.Method,
            path = http.Request.GetEncodedPathAndQuery(),
            headers = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()),
            body = await reader.ReadToEndAsync(),
        });
    });

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        await echo.DisposeAsync();
    }

    static JsonElement Json(string json) => JsonElement.Parse(json);

    async Task<JsonElement> SentBy(IAction<HttpResponse> action)
    {
        var response = await action.RunAsync(context, TestContext.Current.CancellationToken);
        response.Status.ShouldBe(200);
        return response.Json;
    }

    static string Header(JsonElement sent, string name) => sent.GetProperty("headers").GetProperty(name).GetString()!;

    [Fact]
    public async Task Get_sends_the_method_the_path_and_the_default_headers()
    {
        var sent = await SentBy(new HttpGet { Url = $"{echo.Url}/health" });

        sent.GetProperty("method").GetString().ShouldBe("GET");
        sent.GetProperty("path").GetString().ShouldBe("/health");
        Header(sent, "host").ShouldBe($"127.0.0.1:{echo.Port}");
        Header(sent, "user-agent").ShouldStartWith("Runner/");
        Header(sent, "accept").ShouldBe("*/*");
        Header(sent, "accept-encoding").ShouldBe("gzip, deflate, br");
    }

    [Theory]
    [InlineData("put"), InlineData("PATCH"), InlineData("OPTIONS"), InlineData("PROPFIND")]
    public async Task Request_sends_any_method_in_its_spelling(string method)
    {
        var sent = await SentBy(new HttpRequest { Method = method, Url = echo.Url });

        sent.GetProperty("method").GetString().ShouldBe(method.ToUpperInvariant());
    }

    [Fact]
    public async Task Post_put_patch_and_delete_send_their_methods_and_bodies()
    {
        foreach (var (method, action) in new (string, IAction<HttpResponse>)[]
        {
            ("POST", new HttpPost { Url = echo.Url, Body = "x" }),
            ("PUT", new HttpPut { Url = echo.Url, Body = "x" }),
            ("PATCH", new HttpPatch { Url = echo.Url, Body = "x" }),
            ("DELETE", new HttpDelete { Url = echo.Url, Body = "x" }),
        })
        {
            var sent = await SentBy(action);
            sent.GetProperty("method").GetString().ShouldBe(method);
            sent.GetProperty("body").GetString().ShouldBe("x");
        }
    }

    [Fact]
    public async Task Headers_replace_the_defaults_and_reach_the_server_in_utf8()
    {
        var sent = await SentBy(new HttpGet
        {
            Url = echo.Url,
            Headers = new Dictionary<string, string> { ["user-agent"] = "mine", ["X-Name"] = "Zoë", ["Accept"] = "text/html" },
        });

        Header(sent, "user-agent").ShouldBe("mine");
        Header(sent, "x-name").ShouldBe("Zoë");
        Header(sent, "accept").ShouldBe("text/html");
    }

    [Fact]
    public async Task Query_is_escaped_and_appended_to_the_urls_own()
    {
        var sent = await SentBy(new HttpGet
        {
            Url = $"{echo.Url}/find?a=1",
            Query = new Dictionary<string, JsonElement>
            {
                ["q"] = Json("\"a b&c=d/é\""),
                ["tag"] = Json("""["x", 2, true]"""),
                ["none"] = Json("null"),
            },
        });

        sent.GetProperty("path").GetString().ShouldBe("/find?a=1&q=a%20b%26c%3Dd%2F%C3%A9&tag=x&tag=2&tag=true");
    }

    [Fact]
    public async Task Json_is_sent_with_its_content_type()
    {
        var sent = await SentBy(new HttpPost { Url = echo.Url, Json = Json("""{ "name": "Zoë", "list": [1, null] }""") });

        Header(sent, "content-type").ShouldBe("application/json");
        Json(sent.GetProperty("body").GetString()!).GetProperty("name").GetString().ShouldBe("Zoë");
    }

    [Fact]
    public async Task Form_is_sent_url_encoded()
    {
        var sent = await SentBy(new HttpPost
        {
            Url = echo.Url,
            Form = new Dictionary<string, JsonElement> { ["user"] = Json("\"a b+c\""), ["n"] = Json("[1, 2]") },
        });

        Header(sent, "content-type").ShouldBe("application/x-www-form-urlencoded");
        sent.GetProperty("body").GetString().ShouldBe("user=a+b%2Bc&n=1&n=2");
    }

    [Fact]
    public async Task Body_is_text_unless_a_header_says_otherwise()
    {
        var text = await SentBy(new HttpPost { Url = echo.Url, Body = "é" });
        Header(text, "content-type").ShouldBe("text/plain; charset=utf-8");
        text.GetProperty("body").GetString().ShouldBe("é");

        var xml = await SentBy(new HttpPost
        {
            Url = echo.Url,
            Body = "<a/>",
            Headers = new Dictionary<string, string> { ["content-type"] = "application/xml" },
        });
        Header(xml, "content-type").ShouldBe("application/xml");
    }

    [Fact]
    public async Task Bearer_token_is_sent_as_authorization()
    {
        var sent = await SentBy(new HttpGet { Url = echo.Url, Auth = new() { Bearer = "t0ken" } });

        Header(sent, "authorization").ShouldBe("Bearer t0ken");
    }

    [Fact]
    public async Task Basic_credentials_are_sent_in_utf8_and_their_base64_is_masked()
    {
        var sent = await SentBy(new HttpGet { Url = echo.Url, Auth = new() { Basic = new() { Username = "zoë", Password = "pä:ss" } } });

        var token = Convert.ToBase64String("zoë:pä:ss"u8);
        Header(sent, "authorization").ShouldBe($"Basic {token}");
        context.Masked.ShouldContain(token);
    }

    [Fact]
    public async Task Api_key_goes_into_a_header_or_into_the_query()
    {
        var inHeader = await SentBy(new HttpGet { Url = echo.Url, Auth = new() { ApiKey = new() { Name = "X-Api-Key", Value = "k&y" } } });
        Header(inHeader, "x-api-key").ShouldBe("k&y");

        var response = await new HttpGet
        {
            Url = $"{echo.Url}/a?b=1",
            Auth = new() { ApiKey = new() { Name = "key", Value = "k&y", In = ApiKeyPlace.Query } },
        }.RunAsync(context, TestContext.Current.CancellationToken);
        response.Json.GetProperty("path").GetString().ShouldBe("/a?b=1&key=k%26y");
        response.Url.ShouldBe($"{echo.Url}/a?b=1");
    }

    [Fact]
    public async Task User_and_password_in_the_url_are_basic_credentials_and_stay_out_of_the_result()
    {
        var response = await new HttpGet { Url = $"http://me:s%40cret@127.0.0.1:{echo.Port}/x" }.RunAsync(context, TestContext.Current.CancellationToken);

        Header(response.Json, "authorization").ShouldBe($"Basic {Convert.ToBase64String("me:s@cret"u8)}");
        response.Url.ShouldBe($"{echo.Url}/x");
        context.Masked.ShouldContain("s@cret");
    }

    [Fact]
    public async Task Session_headers_and_auth_hold_for_every_call_unless_the_call_has_its_own()
    {
        await using var session = new HttpSession(new()
        {
            Headers = new Dictionary<string, string> { ["X-One"] = "session", ["X-Two"] = "session" },
            Auth = new() { Bearer = "session" },
        });
        var response = await session.SendAsync(
            new()
            {
                Url = echo.Url,
                Headers = new Dictionary<string, string> { ["x-two"] = "call" },
                Auth = new() { Bearer = "call" },
            },
            TestContext.Current.CancellationToken);

        Header(response.Json, "x-one").ShouldBe("session");
        Header(response.Json, "x-two").ShouldBe("call");
        Header(response.Json, "authorization").ShouldBe("Bearer call");
    }

    public static TheoryData<string, string, HttpPost> WrongInputs
    {
        get
        {
            const string url = "http://127.0.0.1:1/";
            var text = Json("\"x\"");
            return new()
            {
                { "url", "absolute URL", new() { Url = "example.com/health" } },
                { "url", "absolute URL", new() { Url = "/health" } },
                { "url", "absolute URL", new() { Url = "ftp://example.com/" } },
                { "url", "absolute URL", new() { Url = "" } },
                { "url", "absolute URL", new() { Url = "http://" } },
                { "body", "one body", new() { Url = url, Json = text, Body = "x" } },
                { "form", "one body", new() { Url = url, Json = text, Form = new Dictionary<string, JsonElement>() } },
                { "query", "is an object", new() { Url = url, Query = new Dictionary<string, JsonElement> { ["a"] = Json("{}") } } },
                { "form", "is a list in a list", new() { Url = url, Form = new Dictionary<string, JsonElement> { ["a"] = Json("[[]]") } } },
                { "headers", "line break", new() { Url = url, Headers = new Dictionary<string, string> { ["A"] = "b\r\nEvil: 1" } } },
                { "headers", "letters, digits and dashes", new() { Url = url, Headers = new Dictionary<string, string> { ["A B"] = "c" } } },
                { "headers", "follows from the body", new() { Url = url, Headers = new Dictionary<string, string> { ["content-length"] = "1" } } },
                { "auth", "exactly one", new() { Url = url, Auth = new() } },
                { "auth", "exactly one", new() { Url = url, Auth = new() { Bearer = "a", Basic = new() { Username = "u", Password = "p" } } } },
                { "auth", "empty bearer", new() { Url = url, Auth = new() { Bearer = " " } } },
                { "auth", "colon", new() { Url = url, Auth = new() { Basic = new() { Username = "u:v", Password = "p" } } } },
                { "auth", "line break", new() { Url = url, Auth = new() { Bearer = "a\nb" } } },
                { "max-body-size", "negative", new() { Url = url, MaxBodySize = -1 } },
                { "max-redirects", "negative", new() { Url = url, MaxRedirects = -1 } },
                { "connect-timeout", "out of range", new() { Url = url, ConnectTimeout = TimeSpan.Zero } },
            };
        }
    }

    [Theory]
    [MemberData(nameof(WrongInputs), DisableDiscoveryEnumeration = true)]
    public async Task Input_that_cannot_work_is_refused_by_name(string input, string says, HttpPost action)
    {
        var refusal = await Should.ThrowAsync<ActionInputException>(async () => await action.RunAsync(context, TestContext.Current.CancellationToken));

        refusal.Input.ShouldBe(input);
        refusal.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("CONNECT"), InlineData("GE T"), InlineData("")]
    public async Task Method_that_is_none_is_refused(string method)
    {
        var refusal = await Should.ThrowAsync<ActionInputException>(
            async () => await new HttpRequest { Method = method, Url = echo.Url }.RunAsync(context, TestContext.Current.CancellationToken));

        refusal.Input.ShouldBe("method");
    }
}
