using System.Security.Cryptography;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.Stub;

/// <summary>Files as answers: whole, ranges of them, and not at all when the client has them.</summary>
public sealed class StubFileTests : IDisposable
{
    readonly PeerFolder folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    StubServer Serve(StubRoute route) => StubServer.Start([route with { Path = "/f", File = "f.txt" }], new StubOptions { BaseDirectory = folder.Path });

    static Task<HttpResponse> AskAsync(HttpSession http, StubServer server, params (string Name, string Value)[] headers) =>
        http.SendAsync(new HttpCall { Method = "GET", Url = $"{server.Url}/f", Headers = headers.ToDictionary(header => header.Name, header => header.Value) }, Cancel);

    [Theory]
    [InlineData("bytes=0-3", 206, "0123", "bytes 0-3/10")]
    [InlineData("bytes=4-", 206, "456789", "bytes 4-9/10")]
    [InlineData("bytes=-3", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-99", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=9-99", 206, "9", "bytes 9-9/10")]
    [InlineData("BYTES=1-1", 206, "1", "bytes 1-1/10")]
    [InlineData("bytes=10-", 416, "", "bytes */10")]
    [InlineData("bytes=99999999999999999999-", 416, "", "bytes */10")]
    [InlineData("bytes=8-99999999999999999999", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=-0", 416, "", "bytes */10")]
    [InlineData("bytes=3-1", 200, "0123456789", null)]
    [InlineData("bytes=x-1", 200, "0123456789", null)]
    [InlineData("bytes=1-x", 200, "0123456789", null)]
    [InlineData("bytes=-", 200, "0123456789", null)]
    [InlineData("bytes=0-1,3-4", 200, "0123456789", null)]
    [InlineData("lines=0-1", 200, "0123456789", null)]
    public async Task Range_is_answered_as_far_as_it_is_one(string range, int status, string body, string? contentRange)
    {
        folder.Write("f.txt", "0123456789");
        await using var server = Serve(new() { Path = "" });
        await using var http = new HttpSession();

        var response = await AskAsync(http, server, ("Range", range));

        response.Status.ShouldBe(status);
        response.Body.ShouldBe(body);
        response.Headers["accept-ranges"].ShouldBe("bytes");
        response.Headers["content-type"].ShouldBe("text/plain; charset=utf-8");
        (response.Headers.TryGetValue("content-range", out var told) ? told : null).ShouldBe(contentRange);
        server.Received.Single().Status.ShouldBe(status);
    }

    [Fact]
    public async Task Client_that_has_the_file_is_told_so()
    {
        var path = folder.Write("f.txt", "0123456789");
        await using var server = Serve(new() { Path = "" });
        await using var http = new HttpSession();
        var first = await AskAsync(http, server);
        var (tag, date) = (first.Headers["etag"], first.Headers["last-modified"]);

        (await AskAsync(http, server, ("If-None-Match", $"\"x\", W/{tag}"))).Status.ShouldBe(304);
        (await AskAsync(http, server, ("If-None-Match", "*"))).Status.ShouldBe(304);
        (await AskAsync(http, server, ("If-None-Match", "\"x\""), ("If-Modified-Since", date))).Status.ShouldBe(200);
        (await AskAsync(http, server, ("If-Modified-Since", date))).Status.ShouldBe(304);
        (await AskAsync(http, server, ("Range", "bytes=5-"), ("If-Range", tag))).Body.ShouldBe("56789");
        (await AskAsync(http, server, ("Range", "bytes=5-"), ("If-Range", date))).Body.ShouldBe("56789");

        File.WriteAllText(path, "something else");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(1));
        (await AskAsync(http, server, ("If-None-Match", tag))).Status.ShouldBe(200);
        (await AskAsync(http, server, ("If-Modified-Since", date))).Status.ShouldBe(200);
        (await AskAsync(http, server, ("Range", "bytes=5-"), ("If-Range", tag))).Body.ShouldBe("something else");
    }

    [Fact]
    public async Task Truncated_download_is_resumed_by_curl()
    {
        var bytes = RandomNumberGenerator.GetBytes(3_000_001);
        File.WriteAllBytes(folder.At("f.txt"), bytes);
        await using var server = Serve(new() { Path = "", Fail = [StubFailure.Truncate, StubFailure.None] });
        var copy = folder.At("copy");

        (await ProgramRun.ToEndAsync("curl", null, "-sS", "-o", copy, $"{server.Url}/f")).ExitCode.ShouldBe(18);
        new FileInfo(copy).Length.ShouldBe(1_500_000);
        (await ProgramRun.ToEndAsync("curl", null, "-sS", "-C", "-", "-o", copy, $"{server.Url}/f")).ExitCode.ShouldBe(0);

        File.ReadAllBytes(copy).ShouldBe(bytes);
        server.Received[^1].Headers["range"].ShouldBe("bytes=1500000-");
    }

    [Fact]
    public async Task File_larger_than_memory_can_hold_in_one_piece_is_streamed()
    {
        const long size = 8L * 1024 * 1024 * 1024; // a hole: it takes no room
        using (var file = File.Create(folder.At("f.txt"))) file.SetLength(size);
        await using var server = Serve(new() { Path = "" });
        await using var http = new HttpSession();

        using (var client = await StubConversation.SayAsync(server, "GET /f HTTP/1.1\r\nHost: x\r\n\r\n"))
        {
            (await RawPeer.ReadHeadAsync(client.GetStream(), Cancel)).ShouldContain($"Content-Length: {size}\r\n");
            await client.GetStream().ReadExactlyAsync(new byte[1_000_000], Cancel);
        }

        (await http.HeadAsync($"{server.Url}/f", Cancel)).Headers["content-length"].ShouldBe($"{size}");
        (await AskAsync(http, server, ("Range", $"bytes={size - 2}-"))).Size.ShouldBe(2);
    }

    [Fact]
    public async Task File_that_is_gone_is_a_500_that_says_so()
    {
        var path = folder.Write("f.txt", "x");
        await using var server = Serve(new() { Path = "" });
        await using var http = new HttpSession();
        File.Delete(path);

        var response = await AskAsync(http, server);

        response.Status.ShouldBe(500);
        response.Body.ShouldContain("is gone");
    }

    [Fact]
    public async Task Empty_file_is_an_empty_answer()
    {
        folder.Write("f.txt", "");
        await using var server = Serve(new() { Path = "", Chunked = true });
        await using var http = new HttpSession();

        for (var i = 0; i < 2; i++) (await AskAsync(http, server)).Size.ShouldBe(0);
    }
}
