using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests.Scripts;

/// <summary>The example scripts that speak HTTP, against nginx.</summary>
public sealed class HttpScriptTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task Pages_to_jsonl_follows_links_and_writes_an_item_a_line()
    {
        await using var nginx = await NginxPeer.StartAsync("""
            location = /users/1.json { add_header Link '</users/2.json>; rel="next"'; }
            location = /users/2.json { add_header Link '</users/3.json>; rel="next"'; }
            """);
        Write(nginx, "users/1.json", """{ "data": [ { "id": 1, "name": "Ada\nL" }, { "id": 2 } ] }""");
        Write(nginx, "users/2.json", """{ "data": [ { "id": 3 }, [4, "four"] ] }""");
        Write(nginx, "users/3.json", """{ "data": [ 5 ] }""");

        var read = await here.RunExampleAsync("pages-to-jsonl", $"url={nginx.Url}/users/1.json", "items=data", $"to={here["users.jsonl"]}");

        read.ExitCode.ShouldBe(0, read.Out + read.Error);
        read.Out.ShouldContain($"5 items of 3 pages are in {here["users.jsonl"]}");
        (await File.ReadAllLinesAsync(here["users.jsonl"], Cancel)).ShouldBe(["""{"id":1,"name":"Ada\nL"}""", """{"id":2}""", """{"id":3}""", """[4,"four"]""", "5"]);
    }

    [Fact]
    public async Task Pages_to_jsonl_goes_on_by_a_cursor_and_fails_when_a_page_does()
    {
        await using var nginx = await NginxPeer.StartAsync("location = /events { rewrite ^ /events/p$arg_after.json last; }");
        Write(nginx, "events/p.json", """{ "items": ["a", "b"], "meta": { "next": "7" } }""");
        Write(nginx, "events/p7.json", """{ "items": ["c"], "meta": { "next": null } }""");
        string[] inputs = [$"url={nginx.Url}/events", "items=items", "cursor=meta.next", "parameter=after", $"to={here["events.jsonl"]}"];

        var read = await here.RunExampleAsync("pages-to-jsonl", inputs);
        var lines = await File.ReadAllLinesAsync(here["events.jsonl"], Cancel);
        File.Delete(nginx.At("events/p7.json"));
        var broken = await here.RunExampleAsync("pages-to-jsonl", inputs);
        var nothing = await here.RunExampleAsync("pages-to-jsonl");

        read.ExitCode.ShouldBe(0, read.Out + read.Error);
        lines.ShouldBe(["\"a\"", "\"b\"", "\"c\""]);
        broken.ExitCode.ShouldBe(1, broken.Out + broken.Error);
        broken.Out.ShouldContain("`page.Response.Status` was 404");
        nothing.ExitCode.ShouldNotBe(0);
        nothing.Out.ShouldContain("`url` is not given: add `--input url=...`");
        nothing.ShouldHaveNoTrace();
    }

    [Fact]
    public async Task Compare_services_tells_where_answers_differ()
    {
        await using var old = await NginxPeer.StartAsync();
        await using var next = await NginxPeer.StartAsync();
        Write(old, "users.json", """{ "users": [ { "id": 1, "name": "Ada" } ], "took": 12 }""");
        Write(next, "users.json", """{"took":13,"users":[{"name":"Eve","id":1}]}""");
        Write(old, "same.json", """{ "a": 1, "b": [1, 2] }""");
        Write(next, "same.json", """{"b":[1,2],"a":1}""");
        Write(old, "page.html", "<p>one");
        Write(next, "page.html", "<p>two!");
        string[] services = [$"left={old.Url}/", $"right={next.Url}"];

        var same = await here.RunExampleAsync("compare-services", [.. services, "paths=/same.json,/none"]);
        var differ = await here.RunExampleAsync("compare-services", [.. services, "paths=/users.json,/same.json,/page.html", "ignore=took"]);
        var closed = await here.RunExampleAsync("compare-services", services[0], $"right=http://127.0.0.1:{PeerProcess.FreePort()}");

        same.ExitCode.ShouldBe(0, same.Out + same.Error);
        same.Out.ShouldMatch("/none +the same");
        differ.ExitCode.ShouldBe(1, differ.Out + differ.Error);
        differ.Out.ShouldMatch(@"/users\.json +/users/0/name is ""Ada"" and ""Eve""");
        differ.Out.ShouldMatch(@"/same\.json +the same");
        differ.Out.ShouldMatch(@"/page\.html +bodies of 6 and 7 bytes");
        differ.Out.ShouldNotContain("took");
        differ.Out.ShouldContain("`different.Count` was 2");
        closed.ExitCode.ShouldBe(3, closed.Out + closed.Error);
        closed.Out.ShouldContain("refused");
        closed.ShouldHaveNoTrace();
    }

    static void Write(NginxPeer nginx, string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(nginx.At(name))!);
        File.WriteAllText(nginx.At(name), text);
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
