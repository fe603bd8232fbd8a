using System.Security.Cryptography;
using System.Text;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Transfers;

public sealed class DownloadTests(HttpbinPeer httpbin) : IClassFixture<HttpbinPeer>, IAsyncLifetime
{
    readonly TestActionContext context = new();
    readonly PeerFolder folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    string To => folder.At("down/load.bin");

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        folder.Dispose();
    }

    Task<HttpDownloaded> Run(HttpDownload action) => action.RunAsync(context, Cancel).AsTask();

    static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    void ShouldBeEmpty()
    {
        if (Directory.Exists(folder.At("down"))) Directory.GetFileSystemEntries(folder.At("down")).ShouldBeEmpty();
    }

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
        Directory.GetFileSystemEntries(folder.At("down")).ShouldBe([To]);
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
        Directory.CreateDirectory(folder.At("down"));
        File.WriteAllBytes(To + ".part", new byte[5000]); // more than there is: 416
        File.WriteAllText(To + ".part.json", $$"""{"url":"{{Hash(Encoding.UTF8.GetBytes(url))}}","version":"\"range1000\""}""");

        var result = await Run(new() { Url = url, To = To, Resume = true });

        result.Size.ShouldBe(1000);
        result.Resumed.ShouldBe(0);
        File.ReadAllText(To).ShouldStartWith("abcdefghijklmnopqrstuvwxyzabc");
    }

    [Theory]
    [InlineData("bytes 5-9/10"), InlineData("bytes 0-9/10"), InlineData("items 1-2/3"), InlineData(null)]
    public async Task Partial_answer_of_another_range_is_refused(string? range)
    {
        Directory.CreateDirectory(folder.At("down"));
        await using var peer = RawPeer.Answering(
            $"HTTP/1.1 206 Partial Content\r\n{(range is null ? "" : $"Content-Range: {range}\r\n")}Content-Length: 5\r\nConnection: close\r\n\r\nabcde");
        File.WriteAllText(To + ".part", "1234");
        File.WriteAllText(To + ".part.json", $$"""{"url":"{{Hash(Encoding.UTF8.GetBytes(peer.Url))}}","version":"\"x\""}""");

        var error = await Should.ThrowAsync<ProtocolException>(() => Run(new() { Url = peer.Url, To = To, Resume = true }));

        error.Message.ShouldContain("asked for the bytes from 3 on");
        ShouldBeEmpty();
    }

    [Theory]
    [InlineData("md5", "00000000000000000000000000000000"), InlineData("sha256", null), InlineData("sha512", null)]
    public async Task Wrong_checksum_leaves_no_file(string sum, string? hex)
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 5\r\n\r\nabcde");
        hex ??= new string('a', sum == "sha256" ? 64 : 128);
        var action = new HttpDownload { Url = peer.Url, To = To, Resume = true };
        action = sum switch { "md5" => action with { Md5 = hex }, "sha256" => action with { Sha256 = hex }, _ => action with { Sha512 = hex } };

        var error = await Should.ThrowAsync<ProtocolException>(() => Run(action));

        error.Message.ShouldContain($"has the {sum} ");
        error.Message.ShouldContain($"not {hex}");
        error.IsTransient.ShouldBeFalse();
        ShouldBeEmpty();
    }

    [Fact]
    public async Task Right_checksums_of_all_kinds_are_accepted()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde");

        var result = await Run(new()
        {
            Url = peer.Url,
            To = To,
            Md5 = "AB56B4D92B40713ACC5AF89985D4B786",
            Sha256 = Hash("abcde"u8),
            Sha512 = Convert.ToHexStringLower(SHA512.HashData("abcde"u8)),
        });

        result.Size.ShouldBe(5);
    }

    [Theory]
    [InlineData("Content-Length: 2000\r\n"), InlineData("")]
    public async Task File_larger_than_the_limit_is_refused(string length)
    {
        await using var peer = RawPeer.Answering($"HTTP/1.1 200 OK\r\n{length}\r\n{new string('x', 2000)}");

        var error = await Should.ThrowAsync<ProtocolException>(() => Run(new() { Url = peer.Url, To = To, MaxSize = 1999 }));

        error.Message.ShouldContain("limit of 1,999 bytes");
        error.Help!.ShouldContain("max-size (now 1999)");
        ShouldBeEmpty();
    }

    [Fact]
    public async Task Endless_file_stops_at_the_limit()
    {
        await using var peer = await KestrelPeer.StartAsync(async http =>
        {
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(new byte[10_000], http.RequestAborted);
        });

        await Should.ThrowAsync<ProtocolException>(() => Run(new() { Url = peer.Url, To = To, MaxSize = 1_000_000 }));

        ShouldBeEmpty();
    }

    [Fact]
    public async Task Error_of_the_server_makes_no_file_and_tells_what_it_said()
    {
        Directory.CreateDirectory(folder.At("down"));
        File.WriteAllText(To, "the file of before");
        await using var peer = RawPeer.Answering("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 10\r\n\r\nslow down!");

        var result = await Run(new() { Url = peer.Url, To = To });

        result.Status.ShouldBe(429);
        result.Path.ShouldBe("");
        result.Error.ShouldBe("slow down!");
        result.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        ((IRetryAdvice)result).RetryKind.ShouldBe(ErrorKind.RateLimit);
        File.ReadAllText(To).ShouldBe("the file of before");
        Directory.GetFileSystemEntries(folder.At("down")).ShouldBe([To]);
    }

    [Fact]
    public async Task Answer_without_a_file_is_an_error()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 204 No Content\r\n\r\n");

        (await Should.ThrowAsync<HttpException>(() => Run(new() { Url = peer.Url, To = To }))).Message.ShouldContain("answered 204, which brings no file");

        ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelled_download_leaves_a_part_only_to_be_resumed()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await RawPeer.ReadHeadAsync(stream, cancel);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 1000\r\n\r\nabc"u8.ToArray(), cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });
        foreach (var resume in new[] { true, false })
        {
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var download = new HttpDownload { Url = peer.Url, To = To, Resume = resume }.RunAsync(context, giveUp.Token).AsTask();
            await Eventually.HoldsAsync(() => File.Exists(To + ".part") && new FileInfo(To + ".part").Length >= 3, Cancel);

            await giveUp.CancelAsync();

            await Should.ThrowAsync<OperationCanceledException>(() => download);
            if (resume) new FileInfo(To + ".part").Length.ShouldBe(3);
            else ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task File_that_cannot_be_written_is_a_mistake_of_the_input()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");

        var error = await Should.ThrowAsync<ActionInputException>(() => Run(new() { Url = peer.Url, To = folder.Path }));
        error.Input.ShouldBe("to");
        error.Message.ShouldContain("is a directory");

        error = await Should.ThrowAsync<ActionInputException>(() => Run(new() { Url = peer.Url, To = Path.Combine(folder.Write("file", ""), "x") }));
        error.Message.ShouldContain("cannot be written");

        (await Should.ThrowAsync<ActionInputException>(() => Run(new() { Url = peer.Url, To = "" }))).Input.ShouldBe("to");
    }

    [Fact]
    public async Task Two_downloads_to_one_file_do_not_mix()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await RawPeer.ReadHeadAsync(stream, cancel);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"u8.ToArray(), cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var first = new HttpDownload { Url = peer.Url, To = To }.RunAsync(context, giveUp.Token).AsTask();
        await Eventually.HoldsAsync(() => File.Exists(To + ".part"), Cancel);

        (await Should.ThrowAsync<ActionInputException>(() => Run(new() { Url = peer.Url, To = To }))).Input.ShouldBe("to");

        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
    }

    [Theory]
    [InlineData("abc", "sha256"), InlineData("zz", "md5"), InlineData("12", "sha512")]
    public async Task Checksum_that_is_none_is_refused_before_anything_is_asked(string hex, string input)
    {
        var action = new HttpDownload { Url = "http://127.0.0.1:1/", To = To };
        action = input switch { "md5" => action with { Md5 = hex }, "sha256" => action with { Sha256 = hex }, _ => action with { Sha512 = hex } };

        var error = await Should.ThrowAsync<ActionInputException>(() => Run(action));

        error.Input.ShouldBe(input);
        error.Message.ShouldContain("hexadecimal digits");
    }

    [Fact]
    public async Task Range_of_the_users_own_is_refused()
    {
        var headers = new Dictionary<string, string> { ["range"] = "bytes=1-" };

        (await Should.ThrowAsync<ActionInputException>(() => Run(new() { Url = "http://127.0.0.1:1/", To = To, Headers = headers }))).Input.ShouldBe("headers");
    }

    [Fact]
    public async Task File_that_is_encoded_all_the_same_is_written_as_it_came_and_warned_of()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc");

        await Run(new() { Url = peer.Url, To = To });

        File.ReadAllText(To).ShouldBe("abc");
        context.Logged.ShouldContain(line => line.Level == LogLevel.Warning && line.Message.Contains("Content-Encoding gzip", StringComparison.Ordinal));
    }
}
