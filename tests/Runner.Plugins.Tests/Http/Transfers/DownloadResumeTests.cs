using System.Text;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Transfers;

/// <summary>Downloads that broke, and what is made of their parts.</summary>
public sealed class DownloadResumeTests(HttpbinPeer httpbin) : Downloading, IClassFixture<HttpbinPeer>
{
    /// <summary>A server whose first connection breaks in the middle; then it serves ranges, as long as the version is the same.</summary>
    static RawPeer Breaking(byte[] content, int after, Func<int, string> version, List<string> heads, bool reset = true)
    {
        var connections = 0;
        return RawPeer.Start(async (stream, cancel) =>
        {
            var connection = Interlocked.Increment(ref connections);
            var head = await RawPeer.ReadHeadAsync(stream, cancel);
            lock (heads) heads.Add(head);
            var tag = version(connection);
            var from = 0;
            if (head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Range: bytes=", StringComparison.Ordinal)) is { } range
                && head.Contains($"If-Range: {tag}\r\n", StringComparison.Ordinal))
            {
                from = int.Parse(range["Range: bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture);
            }
            var status = from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{content.Length - 1}/{content.Length}" : "200 OK";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status}\r\nETag: {tag}\r\nContent-Length: {content.Length - from}\r\nConnection: close\r\n\r\n"), cancel);
            var end = connection == 1 ? after : content.Length;
            await stream.WriteAsync(content.AsMemory(from, end - from), cancel);
            if (connection > 1) return;
            await stream.FlushAsync(cancel);
            await Task.Delay(200, cancel); // what was sent arrives before the reset, which would throw it away
            if (reset) RawPeer.Reset(stream);
        });
    }

    static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(1).NextBytes(content);
        return content;
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Broken_download_goes_on_where_it_stopped(bool reset)
    {
        var content = Content(500_000);
        var heads = new List<string>();
        await using var peer = Breaking(content, 300_000, _ => "\"v1\"", heads, reset);
        var action = new HttpDownload { Url = peer.Url, To = To, Resume = true, Sha256 = Hash(content) };

        var error = await Should.ThrowAsync<ConnectionFailedException>(() => Run(action));
        error.IsTransient.ShouldBeTrue();
        File.Exists(To).ShouldBeFalse();
        new FileInfo(To + ".part").Length.ShouldBe(300_000);
        File.ReadAllText(To + ".part.json").ShouldNotContain(peer.Url);

        var result = await Run(action);
        result.Status.ShouldBe(206);
        result.Resumed.ShouldBe(299_999);
        result.Size.ShouldBe(500_000);
        result.Sha256.ShouldBe(Hash(content));
        File.ReadAllBytes(To).ShouldBe(content);
        Directory.GetFileSystemEntries(Folder.At("down")).ShouldBe([To]);
        heads[0].ShouldContain("Accept-Encoding: identity\r\n");
        heads[0].ShouldNotContain("Range");
        heads[1].ShouldContain("Range: bytes=299999-\r\n");
    }

    [Fact]
    public async Task Broken_download_without_resume_leaves_nothing_behind()
    {
        await using var peer = Breaking(Content(500_000), 300_000, _ => "\"v1\"", []);

        await Should.ThrowAsync<ConnectionFailedException>(() => Run(new() { Url = peer.Url, To = To }));

        ShouldBeEmpty();
    }

    [Fact]
    public async Task Broken_download_of_no_known_version_is_not_kept()
    {
        await using var peer = Breaking(Content(500_000), 300_000, _ => "W/\"weak\"", []);

        await Should.ThrowAsync<ConnectionFailedException>(() => Run(new() { Url = peer.Url, To = To, Resume = true }));

        ShouldBeEmpty();
    }

    [Fact]
    public async Task File_that_changed_since_starts_anew()
    {
        var content = Content(500_000);
        await using var peer = Breaking(content, 300_000, connection => $"\"v{connection}\"", []);
        var action = new HttpDownload { Url = peer.Url, To = To, Resume = true };
        await Should.ThrowAsync<ConnectionFailedException>(() => Run(action));

        var result = await Run(action);

        result.Status.ShouldBe(200);
        result.Resumed.ShouldBe(0);
        File.ReadAllBytes(To).ShouldBe(content);
    }

    [Fact]
    public async Task Part_of_another_url_is_not_gone_on_with()
    {
        var content = Content(500_000);
        var heads = new List<string>();
        await using var peer = Breaking(content, 300_000, _ => "\"v1\"", heads);
        await Should.ThrowAsync<ConnectionFailedException>(() => Run(new() { Url = peer.Url, To = To, Resume = true }));

        var result = await Run(new() { Url = peer.Url + "other", To = To, Resume = true });

        result.Resumed.ShouldBe(0);
        heads[1].ShouldNotContain("Range");
        File.ReadAllBytes(To).ShouldBe(content);
    }

    [Fact]
    public async Task Part_is_resumed_from_nginx_by_its_etag_and_replaced_when_the_file_changed()
    {
        await using var nginx = await NginxPeer.StartAsync();
        var hash = RandomFile.Write(nginx.At("file.bin"), 3_000_000);
        var action = new HttpDownload { Url = $"{nginx.Url}/file.bin", To = To, Resume = true, Sha256 = hash };
        (await Run(action)).Status.ShouldBe(200);

        // As a process that was killed in the middle leaves it.
        await LeavePart(nginx, 2_000_000);
        var resumed = await Run(action);
        (resumed.Status, resumed.Resumed, resumed.Sha256).ShouldBe((206, 1_999_999, hash));

        await LeavePart(nginx, 3_000_000);
        resumed = await Run(action);
        (resumed.Status, resumed.Resumed, resumed.Size).ShouldBe((206, 2_999_999, 3_000_000));

        await LeavePart(nginx, 2_000_000);
        var changed = RandomFile.Write(nginx.At("file.bin"), 1_000_000);
        var anew = await Run(action with { Sha256 = changed });
        (anew.Status, anew.Resumed, anew.Size).ShouldBe((200, 0, 1_000_000));
    }

    /// <summary>A part of a real file, with the version that nginx says it has.</summary>
    async Task LeavePart(NginxPeer nginx, int length)
    {
        await using var http = new HttpSession();
        var head = await http.HeadAsync($"{nginx.Url}/file.bin", Cancel);
        var content = await File.ReadAllBytesAsync(nginx.At("file.bin"), Cancel);
        File.WriteAllBytes(To + ".part", content[..length]);
        var mark = Hash(Encoding.UTF8.GetBytes($"{nginx.Url}/file.bin"));
        File.WriteAllText(To + ".part.json", $$"""{"url":"{{mark}}","version":{{System.Text.Json.JsonSerializer.Serialize(head.Headers["ETag"])}}}""");
    }

    [Fact]
    public async Task Httpbin_that_cannot_serve_the_range_is_asked_for_the_whole()
    {
        var url = $"{httpbin.Url}/range/1000";
        Directory.CreateDirectory(Folder.At("down"));
        File.WriteAllBytes(To + ".part", new byte[5000]); // more than there is: 416
        File.WriteAllText(To + ".part.json", $$"""{"url":"{{Hash(Encoding.UTF8.GetBytes(url))}}","version":"\"range1000\""}""");

        var result = await Run(new() { Url = url, To = To, Resume = true });

        result.Size.ShouldBe(1000);
        result.Resumed.ShouldBe(0);
        File.ReadAllText(To).ShouldStartWith("abcdefghijklmnopqrstuvwxyzabc");
    }

    [Theory]
    [InlineData("ETag: \"v2\"\r\n", 500_000), InlineData("ETag: \"v1\"\r\n", 600_000), InlineData("", 600_000)]
    public async Task Rest_of_another_version_is_not_joined_to_the_part(string tag, int total)
    {
        var (old, now) = (Content(500_000), new byte[total]);
        var connections = 0;
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            var connection = Interlocked.Increment(ref connections);
            var head = await RawPeer.ReadHeadAsync(stream, cancel);
            if (connection == 1)
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: 500000\r\n\r\n"u8.ToArray(), cancel);
                await stream.WriteAsync(old.AsMemory(0, 300_000), cancel);
                return;
            }
            // It has ranges and knows nothing of If-Range.
            var from = head.Contains("Range: bytes=299999-", StringComparison.Ordinal) ? 299_999 : 0;
            var status = from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{total - 1}/{total}" : "200 OK";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{tag}Content-Length: {total - from}\r\nConnection: close\r\n\r\n"), cancel);
            await stream.WriteAsync(now.AsMemory(from), cancel);
        });
        var action = new HttpDownload { Url = peer.Url, To = To, Resume = true };
        await Should.ThrowAsync<ConnectionFailedException>(() => Run(action));

        var result = await Run(action);

        (result.Status, result.Resumed, result.Size, connections).ShouldBe((200, 0, total, 3));
        File.ReadAllBytes(To).ShouldBe(now);
    }
}
