using System.Collections.Concurrent;
using System.Text.Json;
using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Stub;

/// <summary>Answers made from requests.</summary>
public sealed class StubTemplateTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<HttpResponse> AskAsync(StubRoute route, string target = "/", HttpBody? body = null, Dictionary<string, string>? headers = null, ConcurrentQueue<string>? log = null)
    {
        await using var server = StubServer.Start([route with { Template = true }], log: line => log?.Enqueue(line));
        await using var http = new HttpSession();
        return await http.SendAsync(new HttpCall { Method = body is null ? "GET" : "POST", Url = server.Url + target, Body = body, Headers = headers }, Cancel);
    }

    [Theory]
    [InlineData("{{method}} {{url}} {{path}}", "POST /x?q=a%20b /x")]
    [InlineData("{{query.q}}", "a b")]
    [InlineData("{{ headers.X-Name }}", "me")]
    [InlineData("{{body}}", """{"user":{"name":"A\"B","ids":[1,2.50],"none":null}}""")]
    [InlineData("{{json.user.name}}", "A\"B")]
    [InlineData("{{json.user.ids.1}}", "2.50")]
    [InlineData("{{json.user.ids}}", "[1,2.50]")]
    [InlineData("{{json.user.none}}", "null")]
    [InlineData("{{count}}", "1")]
    [InlineData("{{query.none ?? 'it''s }} none'}}", "it's }} none")]
    [InlineData("{{query.none ?? json.none ?? query.q}}", "a b")]
    [InlineData("{{'{{'}}no{{'}}'}}", "{{no}}")]
    [InlineData("a}}b {c} $", "a}}b {c} $")]
    public async Task Names_stand_for_what_the_request_brought(string template, string answer)
    {
        var body = HttpBody.FromText("""{"user":{"name":"A\"B","ids":[1,2.50],"none":null}}""", "application/json");

        (await AskAsync(new() { Path = "/x", Body = template }, "/x?q=a%20b", body, new() { ["x-name"] = "me" })).Body.ShouldBe(answer);
    }

    [Fact]
    public async Task Uuid_is_a_new_one_and_now_is_the_servers_clock()
    {
        var first = await AskAsync(new() { Path = "/", Body = "{{uuid}} {{uuid}} {{now}}" });

        var words = first.Body.Split(' ');
        Guid.Parse(words[0]).ShouldNotBe(Guid.Parse(words[1]));
        words[2].ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
    }

    [Fact]
    public async Task Json_answers_escape_values_and_keep_the_type_of_what_stands_alone()
    {
        var json = JsonElement.Parse("""{"id":"{{query.id}}","n":"{{count}}","user":"{{json}}","text":"n {{json.a}}, {{query.id}}","list":["{{json.a}}",1]}""");

        var response = await AskAsync(new() { Path = "/", Json = json }, "/?id=%22%5C%0A%7D", HttpBody.FromText("""{"a":[true]}"""));

        response.Json.GetProperty("id").GetString().ShouldBe("\"\\\n}");
        response.Json.GetProperty("n").GetInt32().ShouldBe(1);
        response.Json.GetProperty("user").GetProperty("a")[0].GetBoolean().ShouldBeTrue();
        response.Json.GetProperty("text").GetString().ShouldBe("n [true], \"\\\n}");
        response.Json.GetProperty("list")[0].GetRawText().ShouldBe("[true]");
    }

    [Fact]
    public async Task Text_that_says_it_is_json_gets_escaped_values()
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/problem+json; charset=utf-8" };

        var response = await AskAsync(new() { Path = "/", Headers = headers, Body = """{"q":"{{query.q}}","n":{{count}}}""" }, "/?q=%22,%22admin%22:%22");

        response.Json.GetProperty("q").GetString().ShouldBe("\",\"admin\":\"");
    }

    [Fact]
    public async Task What_a_request_brings_is_never_read_as_a_template()
    {
        (await AskAsync(new() { Path = "/", Body = "{{query.q}}" }, "/?q=%7B%7Bheaders.host%7D%7D")).Body.ShouldBe("{{headers.host}}");
    }

    [Fact]
    public async Task Header_values_are_filled_and_never_broken_into_two()
    {
        var route = new StubRoute { Path = "/", Headers = new Dictionary<string, string> { ["X-Echo"] = "<{{query.q}}>" } };

        (await AskAsync(route, "/?q=1")).Headers["x-echo"].ShouldBe("<1>");
        var refused = await AskAsync(route, "/?q=1%0D%0ASet-Cookie:%20a=b");
        refused.Status.ShouldBe(500);
        refused.Body.ShouldContain("X-Echo has a line break");
        refused.Headers.ContainsKey("set-cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("{{query.q}}", "needs query.q")]
    [InlineData("{{json.a}}", "its body is not JSON")]
    [InlineData("{{json.half}}", "half a character", """{"half":"\ud800"}""")]
    [InlineData("{{headers.x-a ?? query.a}}", "needs headers.x-a nor query.a")]
    public async Task What_the_request_does_not_have_is_a_500_that_says_so_and_is_logged(string template, string says, string body = "no json")
    {
        var log = new ConcurrentQueue<string>();

        var response = await AskAsync(new() { Path = "/", Body = template }, body: HttpBody.FromText(body), log: log);

        response.Status.ShouldBe(500);
        response.Json.GetProperty("error").GetString()!.ShouldContain(says);
        log.ShouldContain(line => line.StartsWith("POST / -> 500: The template needs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Body_too_large_for_a_template_is_said_to_be()
    {
        (await AskAsync(new() { Path = "/", Body = "{{body}}" }, body: HttpBody.FromBytes(new byte[1_048_577]))).Body.ShouldContain("1048577 bytes: more than 1 MiB");
        (await AskAsync(new() { Path = "/", Body = "{{body}}" }, body: HttpBody.FromText(new string('x', 1_048_576)))).Size.ShouldBe(1_048_576);
    }

    [Theory]
    [InlineData("{{quary.q}}", "has {{quary.q}} in its template: known are path, query")]
    [InlineData("{{path.id}}", "its path has no parameter")]
    [InlineData("{{query}}", "say which, such as query.name")]
    [InlineData("{{method.x}}", "method has no parts")]
    [InlineData("{{json..a}}", "names of fields stand between dots")]
    [InlineData("{{}}", "has an empty name")]
    [InlineData("{{query.q", "has {{ without }}")]
    [InlineData("{{literal}}", "known are")]
    [InlineData("{{1}}", "known are")]
    public void Name_that_can_never_work_is_refused_before_the_server_starts(string template, string says)
    {
        Should.Throw<ActionInputException>(() => StubServer.Start([new() { Path = "/", Template = true, Body = template }])).Message.ShouldContain(says);
        Should.Throw<ActionInputException>(() => StubServer.Start([new() { Path = "/", Template = true, Headers = new Dictionary<string, string> { ["X"] = template } }]));
        Should.Throw<ActionInputException>(() => StubServer.Start([new() { Path = "/", Template = true, Json = JsonElement.Parse(JsonSerializer.Serialize(new[] { template })) }]));
    }

    [Fact]
    public async Task Without_template_braces_are_braces()
    {
        await using var server = StubServer.Start([new() { Path = "/", Body = "{{query.q" }]);
        await using var http = new HttpSession();

        (await http.GetAsync(server.Url, Cancel)).Body.ShouldBe("{{query.q");
    }
}
