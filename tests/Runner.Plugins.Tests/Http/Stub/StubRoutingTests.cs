using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Stub;

/// <summary>Which route answers a request.</summary>
public sealed class StubRoutingTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<string> AskAsync(StubRoute[] routes, string target, Dictionary<string, string>? headers = null)
    {
        await using var server = StubServer.Start(routes);
        await using var http = new HttpSession();
        var response = await http.SendAsync(new HttpCall { Method = "GET", Url = server.Url + target, Headers = headers }, Cancel);
        return response.Status == 200 ? response.Body : $"{response.Status}";
    }

    [Theory]
    [InlineData("/users/{id}", "/users/7", "id=7")]
    [InlineData("/users/{id}", "/users/a%2Fb%20c", "id=a/b c")]
    [InlineData("/users/{id}", "/users/7?x=1", "id=7")]
    [InlineData("/users/{id}", "/users/", "404")]
    [InlineData("/users/{id}", "/users", "404")]
    [InlineData("/users/{id}", "/users/7/", "404")]
    [InlineData("/users/{id}", "/users/7/posts", "404")]
    [InlineData("/users/{id}/posts/{post}", "/users/7/posts/8", "id=7 post=8")]
    [InlineData("/users/{id}/posts/{post}", "/users/7/photos/8", "404")]
    [InlineData("/files/{rest*}", "/files/a/b%20c/d", "rest=a/b c/d")]
    [InlineData("/files/{rest*}", "/files/", "rest=")]
    [InlineData("/files/{rest*}", "/files", "404")]
    [InlineData("/{a}/{rest*}", "/x/y/z", "a=x rest=y/z")]
    [InlineData("/{rest*}", "/", "rest=")]
    [InlineData("/a b/{id}", "/a%20b/1", "id=1")]
    [InlineData("/*", "/anything/at/all", "")]
    public async Task Pattern_takes_its_parameters_from_the_path(string pattern, string target, string answer)
    {
        var names = System.Text.RegularExpressions.Regex.Matches(pattern, @"\{(\w+)\*?\}").Select(match => match.Groups[1].Value);
        var body = string.Join(' ', names.Select(name => $"{name}={{{{path.{name}}}}}"));

        (await AskAsync([new() { Path = pattern, Template = true, Body = body }], target)).ShouldBe(answer);
    }

    [Fact]
    public async Task Query_and_headers_choose_among_routes_of_one_path()
    {
        StubRoute[] routes =
        [
            new() { Path = "/", Body = "second page", Match = new() { Query = new Dictionary<string, string> { ["page"] = "2" } } },
            new() { Path = "/", Body = "some page", Match = new() { Query = new Dictionary<string, string> { ["page"] = "*" } } },
            new() { Path = "/", Body = "known", Match = new() { Headers = new Dictionary<string, string> { ["x-key"] = "k1" } } },
        ];

        (await AskAsync(routes, "/?page=2")).ShouldBe("second page");
        (await AskAsync(routes, "/?page=1&page=2")).ShouldBe("second page");
        (await AskAsync(routes, "/?a=b&page=3")).ShouldBe("some page");
        (await AskAsync(routes, "/", new() { ["X-Key"] = "k1" })).ShouldBe("known");
        (await AskAsync(routes, "/", new() { ["X-Key"] = "k2" })).ShouldBe("404");
    }

    [Fact]
    public async Task Request_that_fits_a_path_but_no_match_is_told_so()
    {
        await using var server = StubServer.Start([new() { Path = "/", Match = new() { Query = new Dictionary<string, string> { ["page"] = "2" } } }]);
        await using var http = new HttpSession();

        var response = await http.GetAsync($"{server.Url}/?page=3", Cancel);

        response.Status.ShouldBe(404);
        response.Body.ShouldContain("the query or the headers are not what its routes want");
    }

    [Theory]
    [InlineData("/users/{}", "a parameter is a whole part")]
    [InlineData("/users/{id", "a parameter is a whole part")]
    [InlineData("/users/x{id}", "a parameter is a whole part")]
    [InlineData("/users/{i d}", "a parameter is a whole part")]
    [InlineData("/users/{a*}/b", "has a star inside")]
    [InlineData("/users/a*}", "write the rest as {rest*}")]
    [InlineData("/users/*}", "write the rest as {rest*}")]
    [InlineData("/{id}/{id}", "give each its own name")]
    public void Pattern_that_cannot_work_is_refused(string pattern, string says) =>
        Should.Throw<ActionInputException>(() => StubServer.Start([new() { Path = pattern }])).Message.ShouldContain(says);
}
