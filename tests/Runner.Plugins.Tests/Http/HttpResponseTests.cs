using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http;

/// <summary>What comes back.</summary>
public sealed class HttpResponseTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<HttpResponse> AnswerOf(RequestDelegate handler, HttpSessionOptions? options = null, string method = "GET")
    {
        await using var peer = await KestrelPeer.StartAsync(handler);
        await using var http = new HttpSession(options);
        return await http.SendAsync(new() { Url = peer.Url, Method = method }, Cancel);
    }

    static RequestDelegate Body(byte[] bytes, string? contentType = null, string? encoding = null) => async http =>
    {
        http.Response.ContentType = contentType;
        if (encoding is not null) http.Response.Headers.ContentEncoding = encoding;
        await http.Response.Body.WriteAsync(bytes);
    };

    [Fact]
    public async Task Response_tells_status_reason_headers_body_and_where_it_came_from()
    {
        await using var peer = await KestrelPeer.StartAsync(async http =>
        {
            http.Response.StatusCode = 404;
            http.Response.Headers.Append("X-List", "a");
            http.Response.Headers.Append("X-List", "b");
            http.Response.Headers.Append("Set-Cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT");
            http.Response.Headers.Append("Set-Cookie", "b=2");
            http.Response.ContentType = "text/plain";
            await http.Response.WriteAsync("nothing here");
        });
        await using var session = new HttpSession();

        var response = await session.GetAsync($"{peer.Url}/x", Cancel);

        response.Status.ShouldBe(404);
        response.Reason.ShouldBe("Not Found");
        response.Url.ShouldBe($"{peer.Url}/x");
        response.Method.ShouldBe("GET");
        response.HttpVersion.ShouldBe("1.1");
        response.Headers["x-list"].ShouldBe("a, b");
        response.Headers["CONTENT-TYPE"].ShouldBe("text/plain");
        response.Headers["set-cookie"].Split('\n').ShouldBe(["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"]);
        response.Body.ShouldBe("nothing here");
        response.Size.ShouldBe(12);
        response.RemoteAddress.ShouldBe($"127.0.0.1:{peer.Port}");
        response.Certificate.ShouldBeNull();
        response.Redirects.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("text/plain; charset=ISO-8859-1", new byte[] { (byte)'Z', 0xEB }, "Zë")]
    [InlineData("text/plain; charset=\"windows-1252\"", new byte[] { 0x80 }, "€")]
    [InlineData("text/plain; charset=utf-16", new byte[] { (byte)'a', 0 }, "a")]
    [InlineData("text/plain", new byte[] { 0xC3, 0xA9 }, "é")]
    [InlineData("text/plain; charset=klingon", new byte[] { 0xC3, 0xA9 }, "é")]
    [InlineData("text/plain; charset=utf-7", new byte[] { 0xC3, 0xA9 }, "é")]
    [InlineData("text/plain; charset=iso-8859-1", new byte[] { 0xEF, 0xBB, 0xBF, 0xC3, 0xA9 }, "é")]
    [InlineData(null, new byte[] { 0xFE, 0xFF, 0, (byte)'a' }, "a")]
    public async Task Body_is_decoded_by_byte_order_mark_then_charset_then_as_utf8(string? contentType, byte[] bytes, string text)
    {
        var response = await AnswerOf(Body(bytes, contentType));

        response.Body.ShouldBe(text);
        response.GetBytes().ToArray().ShouldBe(bytes);
    }

    [Theory]
    [InlineData("application/json", new byte[] { (byte)'"', 0xC3, 0xA9, (byte)'"' })]
    [InlineData("application/json; charset=latin1", new byte[] { (byte)'"', 0xE9, (byte)'"' })]
    [InlineData("text/plain", new byte[] { 0xEF, 0xBB, 0xBF, (byte)'"', 0xC3, 0xA9, (byte)'"' })]
    public async Task Json_is_read_in_every_charset_and_whatever_the_content_type(string contentType, byte[] bytes)
    {
        var response = await AnswerOf(Body(bytes, contentType));

        response.Json.GetString().ShouldBe("é");
    }

    [Fact]
    public async Task Json_of_a_body_that_is_none_says_what_was_there()
    {
        var response = await AnswerOf(Body("\n<html>Sorry</html>"u8.ToArray(), "text/html"));

        var error = Should.Throw<ProtocolException>(() => response.Json);
        error.Message.ShouldContain("text/html");
        error.Message.ShouldContain("line 2, position 1");
        error.Message.ShouldContain("\"\\n<html>Sorry</html>\"");
        error.Status.ShouldBe(200);
        error.Target.ShouldBe(response.Url);
        error.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task Json_of_no_body_says_so()
    {
        var response = await AnswerOf(http => Task.CompletedTask);

        Should.Throw<ProtocolException>(() => response.Json).Message.ShouldContain("has no body");
    }

    public static TheoryData<string> Codings => ["gzip", "br", "deflate", "raw-deflate", "GZIP", "deflate, gzip"];

    static byte[] Compress(byte[] bytes, string coding)
    {
        foreach (var one in coding.Split(", "))
        {
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

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Compressed_body_is_decompressed(string coding)
    {
        var text = string.Concat(Enumerable.Repeat("compress me ", 5000));
        var response = await AnswerOf(Body(Compress(Encoding.UTF8.GetBytes(text), coding), "text/plain", coding.Replace("raw-", "", StringComparison.Ordinal)));

        response.Body.ShouldBe(text);
        response.Size.ShouldBe(60000);
        response.Headers["content-encoding"].ShouldBe(coding.Replace("raw-", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gzip"), InlineData("br"), InlineData("deflate")]
    public async Task Decompression_bomb_stops_at_the_limit(string coding)
    {
        var bomb = Compress(new byte[50 * 1024 * 1024], coding);
        bomb.Length.ShouldBeLessThan(1024 * 1024);

        var error = await Should.ThrowAsync<ProtocolException>(() => AnswerOf(Body(bomb, null, coding), new() { MaxBodySize = 1024 * 1024 }));

        error.Message.ShouldContain("limit of 1 MiB when decompressed");
        error.Help!.ShouldContain("max-body-size");
    }

    [Fact]
    public async Task Body_that_is_not_what_its_content_encoding_says_is_a_protocol_error()
    {
        var error = await Should.ThrowAsync<ProtocolException>(() => AnswerOf(Body("plain text"u8.ToArray(), null, "gzip")));

        error.Message.ShouldContain("not valid gzip");
    }

    [Fact]
    public async Task Head_has_the_headers_and_no_body()
    {
        var response = await AnswerOf(
            http =>
            {
                http.Response.ContentLength = 1234;
                return Task.CompletedTask;
            },
            method: "HEAD");

        response.Method.ShouldBe("HEAD");
        response.Headers["content-length"].ShouldBe("1234");
        response.Size.ShouldBe(0);
        response.Body.ShouldBe("");
    }

    [Theory]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 1234\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Encoding: gzip\r\n\r\n")]
    public async Task Answer_without_a_body_has_an_empty_one(string answer)
    {
        await using var peer = RawPeer.Answering(answer);
        await using var http = new HttpSession();

        (await http.GetAsync(peer.Url, Cancel)).Size.ShouldBe(0);
    }

    [Fact]
    public async Task Body_of_exactly_the_limit_is_accepted_and_one_byte_more_is_not()
    {
        foreach (var chunked in new[] { false, true })
        {
            RequestDelegate handler = async http =>
            {
                if (!chunked) http.Response.ContentLength = 100_000;
                await http.Response.Body.WriteAsync(new byte[100_000]);
            };
            (await AnswerOf(handler, new() { MaxBodySize = 100_000 })).Size.ShouldBe(100_000);

            var error = await Should.ThrowAsync<ProtocolException>(() => AnswerOf(handler, new() { MaxBodySize = 99_999 }));
            error.Message.ShouldContain("limit of 99,999 bytes");
            error.Help.ShouldBe("Raise max-body-size (now 99999) if such a body is expected.");
            error.Status.ShouldBe(200);
        }
    }

    static async Task<HttpResponse> AnswerWithRetryAfter(int status, string value, DateTimeOffset? now = null) => await AnswerOf(
        http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.RetryAfter = value;
            return Task.CompletedTask;
        },
        new() { Time = new FixedClock(now ?? DateTimeOffset.UnixEpoch) });

    [Fact]
    public async Task Too_many_requests_is_a_rate_limit_with_the_delay_that_the_server_asked_for()
    {
        IRetryAdvice advice = await AnswerWithRetryAfter(429, "7");

        advice.RetryKind.ShouldBe(ErrorKind.RateLimit);
        advice.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Unavailable_has_a_delay_by_date_and_no_kind()
    {
        var now = new DateTimeOffset(2026, 10, 21, 7, 27, 0, TimeSpan.Zero);
        IRetryAdvice advice = await AnswerWithRetryAfter(503, "Wed, 21 Oct 2026 07:28:30 GMT", now);
        advice.RetryKind.ShouldBeNull();
        advice.RetryAfter.ShouldBe(TimeSpan.FromSeconds(90));

        (await AnswerWithRetryAfter(503, "Wed, 21 Oct 2026 07:20:00 GMT", now)).RetryAfter.ShouldBe(TimeSpan.Zero);
        (await AnswerWithRetryAfter(503, "soon", now)).RetryAfter.ShouldBeNull();
        (await AnswerWithRetryAfter(200, "7", now)).RetryAfter.ShouldBeNull();
    }

    [Theory]
    [InlineData(64, true), InlineData(65, false), InlineData(100_000, false)]
    public async Task Json_is_read_to_a_depth_and_deeper_is_said_to_be_so(int depth, bool isRead)
    {
        await using var peer = await KestrelPeer.StartAsync(http => http.Response.WriteAsync(new string('[', depth) + new string(']', depth)));
        await using var http = new HttpSession();
        var response = await http.GetAsync(peer.Url, TestContext.Current.CancellationToken);

        if (isRead) response.Json.ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Array);
        else Should.Throw<Runner.Sdk.ProtocolException>(() => response.Json).Message.ShouldEndWith("has JSON that is nested deeper than 64 levels, the limit.");
    }
}
