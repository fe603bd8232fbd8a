using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Transfers;

public sealed class PagesTests : IAsyncDisposable
{
    readonly TestActionContext context = new();
    readonly List<string> asked = [];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => context.DisposeAsync();

    Task<HttpPagesRead> Run(HttpPages action) => action.RunAsync(context, Cancel).AsTask();

    Task<KestrelPeer> Serve(Func<HttpContext, Task> answer) => KestrelPeer.StartAsync(http =>
    {
        lock (asked) asked.Add($"{http.Request.Path}{http.Request.QueryString} {http.Request.Headers.Authorization}".TrimEnd());
        return answer(http);
    });

    static int Number(HttpContext http, string name) => int.TryParse(http.Request.Query[name], out var number) ? number : 0;

    static IEnumerable<int> Ints(IEnumerable<JsonElement> items) => items.Select(item => item.GetInt32());

    /// <summary>Three pages of two numbers, linked by headers as GitHub does it.</summary>
    Task<KestrelPeer> Linked() => Serve(http =>
    {
        var page = Math.Max(1, Number(http, "page"));
        if (page < 3) http.Response.Headers.Link = $"</first>; rel=\"first\", <?page={page + 1}&per_page=2>; title=\"a, b; rel=x\"; rel=\"last NEXT\"";
        return http.Response.WriteAsJsonAsync(new[] { page * 2 - 1, page * 2 });
    });

    [Fact]
    public async Task Link_headers_are_followed_to_the_end()
    {
        await using var peer = await Linked();

        var result = await Run(new() { Url = $"{peer.Url}/list", Auth = new() { Bearer = "t" } });

        Ints(result.Items).ShouldBe([1, 2, 3, 4, 5, 6]);
        (result.Complete, result.Status, result.Count).ShouldBe((true, 200, 6));
        result.Pages.Select(page => $"{page.Url.Replace(peer.Url, "", StringComparison.Ordinal)} {page.Status} {page.Count}")
            .ShouldBe(["/list 200 2", "/list?page=2&per_page=2 200 2", "/list?page=3&per_page=2 200 2"]);
        asked.ShouldAllBe(one => one.EndsWith(" Bearer t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_stop_and_the_result_says_that_there_is_more()
    {
        await using var peer = await Linked();

        var result = await Run(new() { Url = peer.Url, MaxPages = 2 });
        (result.Complete, result.Count, result.Pages.Count).ShouldBe((false, 4, 2));

        result = await Run(new() { Url = peer.Url, MaxItems = 3 });
        (result.Complete, result.Count, result.Pages.Count).ShouldBe((false, 3, 2));

        result = await Run(new() { Url = peer.Url, MaxItems = 6 });
        (result.Complete, result.Count).ShouldBe((true, 6));
    }

    [Theory]
    [InlineData("meta.next", "data.items"), InlineData("/meta/next", "/data/items"), InlineData("$.meta.next", "$.data.items")]
    public async Task Cursor_of_the_body_goes_into_the_query(string from, string items)
    {
        await using var peer = await Serve(http =>
        {
            var after = http.Request.Query["after"].ToString();
            return http.Response.WriteAsync(after switch
            {
                "" or "old" => """{ "data": { "items": [1] }, "meta": { "next": "a&b" } }""",
                "a&b" => """{ "data": { "items": [2] }, "meta": { "next": 7 } }""",
                _ => """{ "data": { "items": [3] }, "meta": { "next": null } }""",
            });
        });

        var result = await Run(new()
        {
            Url = $"{peer.Url}/x?keep=%20&after=old",
            Query = new Dictionary<string, JsonElement> { ["q"] = JsonElement.Parse("1") },
            Items = items,
            Cursor = new() { From = from, Parameter = "after" },
        });

        Ints(result.Items).ShouldBe([1, 2, 3]);
        asked.ShouldBe(["/x?keep=%20&after=old&q=1", "/x?keep=%20&q=1&after=a%26b", "/x?keep=%20&q=1&after=7"], Case.Sensitive);
    }

    [Fact]
    public async Task Pages_are_counted_until_one_is_empty()
    {
        await using var peer = await Serve(http => http.Response.WriteAsJsonAsync(Enumerable.Range(Number(http, "offset"), Math.Clamp(5 - Number(http, "offset"), 0, 2))));

        var result = await Run(new()
        {
            Url = peer.Url,
            Page = new() { Parameter = "offset", Start = 0, Step = 2, Size = 2, SizeParameter = "limit" },
        });

        Ints(result.Items).ShouldBe([0, 1, 2, 3, 4]);
        result.Complete.ShouldBeTrue();
        asked.ShouldBe(["/?limit=2&offset=0", "/?limit=2&offset=2", "/?limit=2&offset=4", "/?limit=2&offset=6"]);
    }

    [Fact]
    public async Task Url_of_the_next_page_may_be_in_the_body()
    {
        await using var peer = await Serve(http => http.Response.WriteAsync(
            http.Request.Path == "/2" ? """{ "list": [2], "links": [{ "next": "" }] }""" : """{ "list": [1], "links": [{ "next": "/2" }] }"""));

        var result = await Run(new() { Url = peer.Url + "/1", Items = "list", NextUrl = "links[0].next" });

        Ints(result.Items).ShouldBe([1, 2]);
        result.Complete.ShouldBeTrue();
    }

    [Fact]
    public async Task Credentials_do_not_go_to_another_origin_but_come_back_to_their_own()
    {
        var others = new List<string>();
        KestrelPeer? home = null;
        await using var other = await KestrelPeer.StartAsync(http =>
        {
            others.Add($"{http.Request.Headers.Authorization}|{http.Request.Headers.Cookie}|{http.Request.Headers["X-Plain"]}");
            http.Response.Headers.Link = $"<{home!.Url}/3>; rel=next";
            return http.Response.WriteAsync("[2]");
        });
        home = await Serve(http =>
        {
            if (http.Request.Path == "/1") http.Response.Headers.Link = $"<{other.Url}/2>; rel=next";
            return http.Response.WriteAsync("[1]");
        });
        await using var disposed = home;

        var result = await Run(new()
        {
            Url = home.Url.Replace("://", "://ann:pw@", StringComparison.Ordinal) + "/1",
            Headers = new Dictionary<string, string> { ["Cookie"] = "c=1", ["X-Plain"] = "p" },
        });

        Ints(result.Items).ShouldBe([1, 2, 1]);
        others.ShouldBe(["||p"]);
        asked.ShouldBe(["/1 Basic YW5uOnB3", "/3 Basic YW5uOnB3"]);
        result.Pages.ShouldAllBe(page => !page.Url.Contains("pw", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Circle_is_refused()
    {
        await using var peer = await Serve(http =>
        {
            http.Response.Headers.Link = $"</{(http.Request.Path == "/a" ? "b" : "a")}>; rel=next";
            return http.Response.WriteAsync("[1]");
        });

        (await Should.ThrowAsync<HttpException>(() => Run(new() { Url = peer.Url + "/a" }))).Message.ShouldContain("go in a circle");
        asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Error_in_the_middle_ends_the_list_with_its_status_and_advice()
    {
        await using var peer = await Serve(http =>
        {
            if (http.Request.Path == "/2")
            {
                http.Response.StatusCode = 429;
                http.Response.Headers.RetryAfter = "3";
                return Task.CompletedTask;
            }
            http.Response.Headers.Link = "</2>; rel=next";
            return http.Response.WriteAsync("[1]");
        });

        var result = await Run(new() { Url = peer.Url });

        (result.Status, result.Complete, result.Count, result.RetryAfter).ShouldBe((429, false, 1, TimeSpan.FromSeconds(3)));
        ((IRetryAdvice)result).RetryKind.ShouldBe(ErrorKind.RateLimit);
    }

    [Fact]
    public async Task Body_without_the_list_says_what_it_has_instead()
    {
        await using var peer = await Serve(http => http.Response.WriteAsync("""{ "data": {}, "total": 1 }"""));

        var error = await Should.ThrowAsync<ProtocolException>(() => Run(new() { Url = peer.Url }));
        error.Message.ShouldContain("its fields are data, total");
        error.Help!.ShouldContain("`items`");

        error = await Should.ThrowAsync<ProtocolException>(() => Run(new() { Url = peer.Url, Items = "data" }));
        error.Message.ShouldContain("an object where `items` says");
    }

    [Fact]
    public async Task All_pages_together_are_bounded()
    {
        await using var peer = await Serve(http =>
        {
            http.Response.Headers.Link = $"<?page={Number(http, "page") + 1}>; rel=next";
            return http.Response.WriteAsJsonAsync(Enumerable.Range(0, 200));
        });

        (await Should.ThrowAsync<ProtocolException>(() => Run(new() { Url = peer.Url, MaxBodySize = 1000 }))).Message.ShouldContain("together");
    }

    [Fact]
    public async Task Delay_is_waited_between_pages()
    {
        await using var peer = await Linked();
        var started = System.Diagnostics.Stopwatch.GetTimestamp();

        await Run(new() { Url = peer.Url, Delay = TimeSpan.FromMilliseconds(150) });

        System.Diagnostics.Stopwatch.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(295));
    }

    [Fact]
    public async Task Inputs_that_cannot_work_are_refused()
    {
        async Task<string> Input(HttpPages action) => (await Should.ThrowAsync<ActionInputException>(() => Run(action))).Input;
        const string url = "http://127.0.0.1:1/";

        (await Input(new() { Url = url, NextUrl = "a", Cursor = new() { From = "b" } })).ShouldBe("next-url");
        (await Input(new() { Url = url, MaxPages = 0 })).ShouldBe("max-pages");
        (await Input(new() { Url = url, MaxItems = 0 })).ShouldBe("max-items");
        (await Input(new() { Url = url, Items = "a..b" })).ShouldBe("items");
        (await Input(new() { Url = url, Cursor = new() { From = "a[x]" } })).ShouldBe("cursor.from");
        (await Input(new() { Url = url, Page = new() { Step = 0 } })).ShouldBe("page.step");
        (await Input(new() { Url = "nowhere" })).ShouldBe("url");
    }

    [Theory]
    [InlineData("<https://a/?x=1,2>; rel=next", "https://a/?x=1,2")]
    [InlineData("</a>; rel=prev, </b>;REL=\"Next\"", "/b")]
    [InlineData("</a>; rel=\"prev\"; rel=\"next\"", null)]
    [InlineData("</a>; title=\"x\\\"; rel=next\", </b>; rel=next", "/b")]
    [InlineData("</a>; anchor=\"/other\"; rel=next", null)]
    [InlineData("</a>;rel=nextish, </b>; rel=\"start  next\"", "/b")]
    [InlineData("</a> ; rel = next", "/a")]
    [InlineData("</a>; rel", null)]
    [InlineData("</a", null)]
    [InlineData("garbage", null)]
    [InlineData("<>; rel=next", "")]
    [InlineData("</a>; rel=\"next", "/a")]
    public void Link_header_is_read_as_RFC_8288_says(string header, string? next) => LinkHeader.Find(header, "next").ShouldBe(next);

    [Theory]
    [InlineData("a.b", "1"), InlineData("/a/b", "1"), InlineData("list[1].x", "2"), InlineData("/list/1/x", "2"), InlineData("/e~1f/g~0", "3")]
    [InlineData("", "{"), InlineData("$", "{"), InlineData("list[9]", null), InlineData("a.b.c", null), InlineData("/a/", null)]
    public void Place_is_found_in_json(string place, string? found)
    {
        var json = JsonElement.Parse("""{ "a": { "b": 1 }, "list": [0, { "x": 2 }], "e/f": { "g~": 3 } }""");

        var element = JsonPlace.Parse(place, "items").Find(json);

        (element?.GetRawText()[..1]).ShouldBe(found);
    }

    [Theory]
    [InlineData("{\"items\": [1], \"next\": {\"a\": 1}}"), InlineData("{\"items\": [1], \"next\": [\"a\"]}"), InlineData("{\"items\": [1], \"next\": true}")]
    public async Task Next_that_is_neither_text_nor_number_is_an_error_and_no_end(string body)
    {
        await using var peer = await Serve(http => http.Response.WriteAsync(body));

        var byCursor = await Should.ThrowAsync<ProtocolException>(() => Run(new() { Url = peer.Url, Items = "items", Cursor = new() { From = "next" } }));
        var byUrl = await Should.ThrowAsync<ProtocolException>(() => Run(new() { Url = peer.Url, Items = "items", NextUrl = "next" }));

        byCursor.Message.ShouldContain("at \"next\", which asks for no next page");
        byUrl.Message.ShouldContain("at \"next\", which asks for no next page");
    }

    [Fact]
    public async Task Unknown_coding_is_warned_of_once_a_step()
    {
        await using var peer = await Serve(http =>
        {
            http.Response.Headers.ContentEncoding = "x-mine";
            return http.Response.WriteAsync(Number(http, "page") < 3 ? "[1]" : "[]");
        });

        await Run(new() { Url = peer.Url, Page = new() });

        context.Logged.Count(line => line.Level == LogLevel.Warning && line.Message.Contains("\"x-mine\"", StringComparison.Ordinal)).ShouldBe(1);
        await new HttpGet { Url = peer.Url }.RunAsync(context, Cancel);
        context.Logged.Count(line => line.Level == LogLevel.Warning && line.Message.Contains("\"x-mine\"", StringComparison.Ordinal)).ShouldBe(2);
    }
}
