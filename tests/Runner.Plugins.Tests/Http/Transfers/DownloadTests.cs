using System.Security.Cryptography;
using System.Text;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Transfers;

/// <summary>Downloads, their checksums and their limits.</summary>
public sealed class DownloadTests : Downloading
{
    [Theory]
    [InlineData("bytes 5-9/10"), InlineData("bytes 0-9/10"), InlineData("items 1-2/3"), InlineData(null)]
    public async Task Partial_answer_of_another_range_is_refused(string? range)
    {
        Directory.CreateDirectory(Folder.At("down"));
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
        Directory.CreateDirectory(Folder.At("down"));
        File.WriteAllText(To, "the file of before");
        await using var peer = RawPeer.Answering("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 10\r\n\r\nslow down!");

        var result = await Run(new() { Url = peer.Url, To = To });

        result.Status.ShouldBe(429);
        result.Path.ShouldBe("");
        result.Error.ShouldBe("slow down!");
        result.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        ((IRetryAdvice)result).RetryKind.ShouldBe(ErrorKind.RateLimit);
        File.ReadAllText(To).ShouldBe("the file of before");
        Directory.GetFileSystemEntries(Folder.At("down")).ShouldBe([To]);
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
            var download = new HttpDownload { Url = peer.Url, To = To, Resume = resume }.RunAsync(Context, giveUp.Token).AsTask();
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

        var error = await Should.ThrowAsync<ActionInputException>(() => Run(new() { Url = peer.Url, To = Folder.Path }));
        error.Input.ShouldBe("to");
        error.Message.ShouldContain("is a directory");

        error = await Should.ThrowAsync<ActionInputException>(() => Run(new() { Url = peer.Url, To = Path.Combine(Folder.Write("file", ""), "x") }));
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
        var first = new HttpDownload { Url = peer.Url, To = To }.RunAsync(Context, giveUp.Token).AsTask();
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
        Context.Logged.ShouldContain(line => line.Level == LogLevel.Warning && line.Message.Contains("Content-Encoding gzip", StringComparison.Ordinal));
    }
}
