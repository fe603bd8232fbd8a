using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Transfers;

/// <summary>Content codings, whole and cut, read whole and as a stream.</summary>
public sealed class ContentDecodingTests(HttpbinPeer httpbin) : IClassFixture<HttpbinPeer>
{
    static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"compress me {i * 7919 % 1000} ")));

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Codings => ["gzip", "x-gzip", "br", "deflate", "raw-deflate", "gzip, br", "zstd"];

    static byte[] Compress(byte[] bytes, string coding)
    {
        foreach (var one in coding.Split(", "))
        {
            if (one == "zstd")
            {
                bytes = Zstd(bytes);
                continue;
            }
            var target = new MemoryStream();
            using (Stream compressor = one switch
            {
                "br" => new BrotliStream(target, CompressionLevel.Optimal, leaveOpen: true),
                "deflate" => new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true),
                "raw-deflate" => new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true),
                _ => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true),
            })
            {
                compressor.Write(bytes);
            }
            bytes = target.ToArray();
        }
        return bytes;
    }

    delegate nuint ZstdCompress(byte[] target, nuint capacity, byte[] source, nuint size, int level);

    static byte[] Zstd(byte[] bytes)
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libzstd.so.1", out var library), "missing peer: libzstd");
        var compress = Marshal.GetDelegateForFunctionPointer<ZstdCompress>(NativeLibrary.GetExport(library, "ZSTD_compress"));
        var target = new byte[bytes.Length + 1024];
        var size = compress(target, (nuint)target.Length, bytes, (nuint)bytes.Length, 3);
        return target[..(int)size];
    }

    static async Task<HttpResponse> AnswerOf(byte[] body, string coding, HttpSessionOptions? options = null, bool chunked = false)
    {
        await using var peer = await Serve(body, coding, chunked);
        await using var http = new HttpSession(options);
        return await http.GetAsync(peer.Url, Cancel);
    }

    static Task<KestrelPeer> Serve(byte[] body, string coding, bool chunked = false) => KestrelPeer.StartAsync(async http =>
    {
        http.Response.Headers.ContentEncoding = coding.Replace("raw-", "", StringComparison.Ordinal);
        if (!chunked) http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body);
    });

    static async Task<byte[]> StreamOf(byte[] body, string coding)
    {
        await using var peer = await Serve(body, coding, chunked: true);
        await using var http = new HttpSession();
        await using var answer = await http.OpenAsync(new() { Url = peer.Url }, Cancel);
        var all = new MemoryStream();
        await (await answer.OpenBodyAsync(Cancel)).CopyToAsync(all, Cancel);
        return all.ToArray();
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_is_decoded_whole_and_as_a_stream(string coding)
    {
        var body = Compress(Text, coding);

        (await AnswerOf(body, coding)).GetBytes().ToArray().ShouldBe(Text);
        (await StreamOf(body, coding)).ShouldBe(Text);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_that_is_cut_anywhere_is_an_error(string coding)
    {
        var whole = Compress(Text, coding);
        int[] lengths = [1, 5, 11, whole.Length / 3, whole.Length / 2, whole.Length - 9, whole.Length - 8, whole.Length - 4, whole.Length - 1];
        foreach (var length in lengths)
        {
            var error = await Should.ThrowAsync<ProtocolException>(() => AnswerOf(whole[..length], coding), $"{length} of {whole.Length} bytes");
            error.Status.ShouldBe(200);
            (error.Message.Contains("cut short", StringComparison.Ordinal) || error.Message.Contains("not valid", StringComparison.Ordinal)).ShouldBeTrue(error.Message);
        }

        var cut = await Should.ThrowAsync<ProtocolException>(() => StreamOf(whole[..^5], coding));
        cut.Message.ShouldContain("cut short");
        cut.IsTransient.ShouldBeTrue();
    }

    [Theory]
    [InlineData("gzip"), InlineData("br"), InlineData("deflate"), InlineData("zstd")]
    public async Task Empty_content_is_right_whether_encoded_or_not(string coding)
    {
        (await AnswerOf(Compress([], coding), coding)).Size.ShouldBe(0);
        (await AnswerOf([], coding, chunked: true)).Size.ShouldBe(0);
        (await StreamOf([], coding)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gzip"), InlineData("zstd")]
    public async Task Several_members_in_a_row_are_one_body_and_none_of_them_may_be_cut(string coding)
    {
        byte[] two = [.. Compress(Text, coding), .. Compress("the end"u8.ToArray(), coding)];

        (await AnswerOf(two, coding)).Body.ShouldBe(Encoding.UTF8.GetString(Text) + "the end");
        (await StreamOf(two, coding)).Length.ShouldBe(Text.Length + 7);
        await Should.ThrowAsync<ProtocolException>(() => AnswerOf(two[..^3], coding));
    }

    [Fact]
    public async Task Stored_gzip_that_is_cut_is_not_mended_by_how_its_end_is_found()
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.NoCompression, leaveOpen: true)) gzip.Write(Text);
        var whole = target.ToArray();

        for (var missing = 1; missing < 80; missing++)
            await Should.ThrowAsync<ProtocolException>(() => AnswerOf(whole[..^missing], "gzip"), $"{missing} bytes missing");
    }

    [Fact]
    public async Task Zstd_bomb_stops_at_the_limit()
    {
        var bomb = Zstd(new byte[50 * 1024 * 1024]);

        var error = await Should.ThrowAsync<ProtocolException>(() => AnswerOf(bomb, "zstd", new() { MaxBodySize = 1024 * 1024 }));

        error.Message.ShouldContain("limit of 1 MiB when decompressed");
    }

    [Fact]
    public async Task Bomb_inside_of_a_bomb_stops_at_the_limit()
    {
        var bomb = Compress(Compress(new byte[200 * 1024 * 1024], "gzip"), "gzip");

        var error = await Should.ThrowAsync<ProtocolException>(() => AnswerOf(bomb, "gzip, gzip", new() { MaxBodySize = 64 * 1024 }));

        error.Message.ShouldContain("when decompressed");
    }

    [Fact]
    public async Task More_codings_than_anybody_means_are_refused()
    {
        var error = await Should.ThrowAsync<ProtocolException>(() => AnswerOf([1], "gzip, gzip, gzip, gzip, gzip"));

        error.Message.ShouldContain("encoded 5 times over");
    }

    [Fact]
    public async Task Coding_that_is_not_known_leaves_the_body_as_it_came()
    {
        (await AnswerOf([1, 2, 3], "rot13")).GetBytes().ToArray().ShouldBe([1, 2, 3]);
        (await AnswerOf([1, 2, 3], "identity")).GetBytes().ToArray().ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("gzip", "gzipped"), InlineData("deflate", "deflated"), InlineData("brotli", "brotli")]
    public async Task Httpbin_is_read_in_each_of_its_codings(string path, string says)
    {
        await using var http = new HttpSession();

        var response = await http.GetAsync($"{httpbin.Url}/{path}", Cancel);

        response.Status.ShouldBe(200);
        response.Json.GetProperty(says).GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Gzip_of_nginx_is_read()
    {
        await using var nginx = await NginxPeer.StartAsync("gzip on; gzip_min_length 1; gzip_types text/plain;");
        File.WriteAllBytes(nginx.At("text.txt"), Text);
        await using var http = new HttpSession();

        var response = await http.GetAsync($"{nginx.Url}/text.txt", Cancel);

        response.Headers["Content-Encoding"].ShouldBe("gzip");
        response.GetBytes().ToArray().ShouldBe(Text);
    }

    [Theory]
    [InlineData("Content-Length: 2\r\nContent-Length: 3")]
    [InlineData("Content-Length: 2, 3")]
    public async Task Answer_with_two_lengths_is_refused(string headers)
    {
        await using var peer = RawPeer.Answering($"HTTP/1.1 200 OK\r\n{headers}\r\n\r\nabc");
        await using var http = new HttpSession();

        var error = await Should.ThrowAsync<ProtocolException>(() => http.GetAsync(peer.Url, Cancel));

        error.Message.ShouldContain("2 different lengths");
    }

    [Fact]
    public async Task Answer_that_says_the_same_length_twice_is_taken()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc");
        await using var http = new HttpSession();

        (await http.GetAsync(peer.Url, Cancel)).Body.ShouldBe("abc");
    }
}
