using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http;

/// <summary>Where redirects lead, and where they may not.</summary>
public sealed class HttpRedirectTests : IAsyncLifetime
{
    readonly HttpSession http = new();
    KestrelPeer first = null!;
    KestrelPeer second = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        first = await KestrelPeer.StartAsync(AnswerAsync);
        second = await KestrelPeer.StartAsync(AnswerAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await http.DisposeAsync();
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    /// <summary><c>/to/302?url=X</c> redirects there, <c>/count/3</c> to <c>/count/2</c>; all else says what it got.</summary>
    static async Task AnswerAsync(HttpContext http)
    {
        var words = http.Request.Path.Value!.Split('/');
        if (words[1] == "to")
        {
            http.Response.StatusCode = int.Parse(words[2], null);
            http.Response.Headers.Location = http.Request.Query["url"].ToString();
            await http.Response.WriteAsync("moved");
        }
        else if (words[1] == "count" && words[2] != "0")
        {
            http.Response.StatusCode = 302;
            http.Response.Headers.Location = $"{int.Parse(words[2], null) - 1}";
        }
        else
        {
            using var reader = new StreamReader(http.Request.Body);
            await http.Response.WriteAsJsonAsync(new
            {
                method = http.Request.Method,
                headers = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()),
                body = await reader.ReadToEndAsync(),
            });
        }
    }

    string To(int status, string url) => $"{first.Url}/to/{status}?url={Uri.EscapeDataString(url)}";

    [Fact]
    public async Task Redirects_are_followed_and_listed()
    {
        var response = await http.GetAsync($"{first.Url}/count/3", Cancel);

        response.Status.ShouldBe(200);
        response.Url.ShouldBe($"{first.Url}/count/0");
        response.Redirects.ShouldBe([$"{first.Url}/count/2", $"{first.Url}/count/1", $"{first.Url}/count/0"]);
    }

    [Fact]
    public async Task Redirect_is_the_result_when_it_is_not_to_be_followed()
    {
        await using var still = new HttpSession(new() { FollowRedirects = false });

        var response = await still.GetAsync(To(302, "/x"), Cancel);

        response.Status.ShouldBe(302);
        response.Headers["location"].ShouldBe("/x");
        response.Body.ShouldBe("moved");
        response.Redirects.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(301, "POST", "GET"), InlineData(302, "POST", "GET"), InlineData(303, "POST", "GET"), InlineData(303, "PUT", "GET")]
    [InlineData(307, "POST", "POST"), InlineData(308, "POST", "POST"), InlineData(301, "PUT", "PUT"), InlineData(302, "DELETE", "DELETE")]
    public async Task Method_and_body_survive_only_where_the_standard_says(int status, string method, string becomes)
    {
        var response = await http.SendAsync(new() { Method = method, Url = To(status, "/x"), Body = HttpBody.FromText("content") }, Cancel);

        response.Method.ShouldBe(becomes);
        response.Json.GetProperty("method").GetString().ShouldBe(becomes);
        response.Json.GetProperty("body").GetString().ShouldBe(becomes == "GET" ? "" : "content");
        response.Json.GetProperty("headers").TryGetProperty("content-type", out _).ShouldBe(becomes != "GET");
    }

    [Fact]
    public async Task Content_headers_go_with_the_body()
    {
        var response = await http.SendAsync(
            new()
            {
                Method = "POST",
                Url = To(303, "/x"),
                Body = HttpBody.FromText("content"),
                Headers = new Dictionary<string, string> { ["Content-Type"] = "text/csv", ["X-Kept"] = "1" },
            },
            Cancel);

        response.Json.GetProperty("headers").TryGetProperty("content-type", out _).ShouldBeFalse();
        response.Json.GetProperty("headers").GetProperty("x-kept").GetString().ShouldBe("1");
    }

    async Task<JsonElement> HeadersAt(string target) => (await http.SendAsync(
        new()
        {
            Url = To(302, target),
            Auth = new() { Bearer = "t0ken" },
            Headers = new Dictionary<string, string> { ["Cookie"] = "a=b", ["X-Kept"] = "1" },
        },
        Cancel)).Json.GetProperty("headers");

    [Fact]
    public async Task Auth_and_cookies_stay_with_the_origin()
    {
        var same = await HeadersAt("/x");
        same.GetProperty("authorization").GetString().ShouldBe("Bearer t0ken");
        same.GetProperty("cookie").GetString().ShouldBe("a=b");

        var other = await HeadersAt($"{second.Url}/x");
        other.TryGetProperty("authorization", out _).ShouldBeFalse();
        other.TryGetProperty("cookie", out _).ShouldBeFalse();
        other.GetProperty("x-kept").GetString().ShouldBe("1");
        other.GetProperty("host").GetString().ShouldBe($"127.0.0.1:{second.Port}");
    }

    [Fact]
    public async Task Auth_does_not_come_back_when_another_origin_redirects_back()
    {
        var back = await HeadersAt($"{second.Url}/to/302?url={Uri.EscapeDataString($"{first.Url}/x")}");

        back.TryGetProperty("authorization", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Api_key_in_the_query_is_not_given_to_another_origin()
    {
        string? query = null;
        await using var spy = await KestrelPeer.StartAsync(context =>
        {
            query = context.Request.QueryString.Value;
            return Task.CompletedTask;
        });

        await http.SendAsync(
            new() { Url = To(302, $"{spy.Url}/x?a=1"), Auth = new() { ApiKey = new() { Name = "key", Value = "s3cret", In = ApiKeyPlace.Query } } },
            Cancel);

        query.ShouldBe("?a=1");
    }

    [Fact]
    public async Task Redirect_loop_names_its_urls()
    {
        await using var loop = await KestrelPeer.StartAsync(context =>
        {
            context.Response.Redirect(context.Request.Path == "/a" ? "/b" : "/a");
            return Task.CompletedTask;
        });

        var error = await Should.ThrowAsync<HttpException>(() => http.GetAsync($"{loop.Url}/a", Cancel));

        error.Kind.ShouldBe(ErrorKind.Http);
        error.Message.ShouldBe($"Redirect loop: {loop.Url}/a -> {loop.Url}/b -> {loop.Url}/a.");
        error.Status.ShouldBe(302);
        error.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task Redirects_up_to_the_limit_are_followed_and_one_more_is_an_error()
    {
        await using var limited = new HttpSession(new() { MaxRedirects = 3 });

        (await limited.GetAsync($"{first.Url}/count/3", Cancel)).Status.ShouldBe(200);
        var error = await Should.ThrowAsync<HttpException>(() => limited.GetAsync($"{first.Url}/count/4", Cancel));
        error.Message.ShouldStartWith($"More than 3 redirects from {first.Url}/count/4");
        error.Help!.ShouldContain("max-redirects");
    }

    [Theory]
    [InlineData("ftp://example.com/x"), InlineData("http://"), InlineData("javascript:alert(1)"), InlineData("file:///etc/passwd")]
    public async Task Location_that_is_no_http_url_is_an_error(string location)
    {
        var error = await Should.ThrowAsync<HttpException>(() => http.GetAsync(To(302, location), Cancel));

        error.Message.ShouldContain("answered 302 with a redirect to");
        error.Message.ShouldContain(location[..7]);
        error.Status.ShouldBe(302);
    }

    [Fact]
    public async Task Redirect_without_a_location_is_the_result()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");

        (await http.GetAsync(peer.Url, Cancel)).Status.ShouldBe(302);
    }

    [Fact]
    public async Task Redirect_from_https_to_http_is_refused()
    {
        using var certificate = TestCertificate.SelfSigned().Load();
        await using var secure = await KestrelPeer.StartAsync(AnswerAsync, certificate);
        await using var trusting = new HttpSession(new() { Tls = TlsSettings.Insecure });

        var error = await Should.ThrowAsync<HttpException>(
            () => trusting.GetAsync($"{secure.Url}/to/302?url={Uri.EscapeDataString($"{first.Url}/x")}", Cancel));

        error.Message.ShouldContain($"from https to {first.Url}/x");
        error.Help!.ShouldContain("follow-redirects: false");
    }
}
