using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Transfers;

/// <summary>Bodies of every kind, as httpbin, nginx and raw sockets get them.</summary>
public sealed class UploadTests(HttpbinPeer httpbin) : IClassFixture<HttpbinPeer>, IAsyncDisposable
{
    readonly TestActionContext context = new();
    readonly PeerFolder folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        folder.Dispose();
    }

    static Dictionary<string, JsonElement> Fields(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;

    Task<ActionInputException> Refused(HttpPost action) => Should.ThrowAsync<ActionInputException>(async () => await action.RunAsync(context, Cancel));

    [Fact]
    public async Task Multipart_reaches_httpbin_with_fields_lists_and_files()
    {
        var path = folder.Write("report \"1\" é.csv", "a,b\n1,2\n");
        var url = httpbin.Url;

        var response = await new HttpPost
        {
            Url = $"{url}/post",
            Multipart = Fields($$"""
                {
                  "title": "Grüße", "count": 3, "flag": true, "nothing": null,
                  "tags": ["a", "b"],
                  "meta": { "value": { "x": 1 } },
                  "csv": { "file": {{JsonSerializer.Serialize(path)}} },
                  "page": { "value": "<p>", "content-type": "text/html", "filename": "index.html" }
                }
                """),
        }.RunAsync(context, Cancel);

        response.Status.ShouldBe(200);
        var (form, files) = (response.Json.GetProperty("form"), response.Json.GetProperty("files"));
        form.GetProperty("title").GetString().ShouldBe("Grüße");
        form.GetProperty("count").GetString().ShouldBe("3");
        form.GetProperty("flag").GetString().ShouldBe("true");
        form.TryGetProperty("nothing", out _).ShouldBeFalse();
        form.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["a", "b"]);
        form.GetProperty("meta").GetString().ShouldBe("""{ "x": 1 }""");
        files.GetProperty("csv").GetString().ShouldBe("a,b\n1,2\n");
        files.GetProperty("page").GetString().ShouldBe("<p>");
        response.Json.GetProperty("headers").GetProperty("Content-Length").GetString().ShouldNotBeNull();
    }

    [Fact]
    public async Task Multipart_parts_have_the_names_and_types_that_RFC_7578_says()
    {
        var path = folder.Write("data.json", "{}");
        var sent = "";
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            var head = await RawPeer.ReadHeadAsync(stream, cancel);
            var length = int.Parse(Line(head, "Content-Length"), System.Globalization.CultureInfo.InvariantCulture);
            var body = new byte[length];
            await stream.ReadExactlyAsync(body, cancel);
            sent = head + Encoding.UTF8.GetString(body);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancel);
        });

        await new HttpPut
        {
            Url = peer.Url,
            Multipart = Fields($$"""{ "a\"\r\nb": "x", "f": { "file": {{JsonSerializer.Serialize(path)}}, "filename": "naïve \"q\".json" } }"""),
        }.RunAsync(context, Cancel);

        var boundary = Line(sent, "Content-Type").Split("boundary=")[1];
        sent.ShouldEndWith(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"a%22%0D%0Ab\"\r\n\r\nx\r\n"
            + $"--{boundary}\r\nContent-Disposition: form-data; name=\"f\"; filename=\"naïve %22q%22.json\"\r\nContent-Type: application/json\r\n\r\n{{}}\r\n"
            + $"--{boundary}--\r\n");
    }

    static string Line(string head, string name) =>
        head.Split("\r\n").First(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Split(':', 2)[1].Trim();

    [Fact]
    public async Task File_is_sent_with_its_length_and_the_type_of_its_extension()
    {
        var url = httpbin.Url;
        var path = folder.Write("x.json", """{"a":1}""");

        var sent = (await new HttpPost { Url = $"{url}/post", File = path }.RunAsync(context, Cancel)).Json;

        sent.GetProperty("json").GetProperty("a").GetInt32().ShouldBe(1);
        sent.GetProperty("headers").GetProperty("Content-Type").GetString().ShouldBe("application/json");
        sent.GetProperty("headers").GetProperty("Content-Length").GetString().ShouldBe("7");
    }

    [Fact]
    public async Task Content_type_of_the_headers_goes_before_that_of_the_file()
    {
        var url = httpbin.Url;

        var sent = (await new HttpPost
        {
            Url = $"{url}/post",
            File = folder.Write("x.bin", "hello"),
            Headers = new Dictionary<string, string> { ["content-type"] = "text/x-mine" },
        }.RunAsync(context, Cancel)).Json;

        sent.GetProperty("headers").GetProperty("Content-Type").GetString().ShouldBe("text/x-mine");
        sent.GetProperty("data").GetString().ShouldBe("hello");
    }

    [Fact]
    public async Task Base64_is_sent_as_the_bytes_that_it_means()
    {
        var url = httpbin.Url;

        var sent = (await new HttpPost { Url = $"{url}/post", Base64 = "/wD+" }.RunAsync(context, Cancel)).Json;

        sent.GetProperty("data").GetString().ShouldBe("data:application/octet-stream;base64,/wD+");
    }

    [Fact]
    public async Task Only_one_body_may_be_given()
    {
        var error = await Refused(new() { Url = "http://127.0.0.1:1/", Json = JsonElement.Parse("1"), File = "x" });

        error.Input.ShouldBe("file");
        error.Message.ShouldBe(
            "Both `json` and `file` are given: a request has one body, give one of `json`, `form`, `multipart`, `file`, `base64` and `body`.");
    }

    [Theory]
    [InlineData("""{ "a": {} }""", "neither `file` nor `value`")]
    [InlineData("""{ "a": { "file": "x", "value": 1 } }""", "both `file` and `value`")]
    [InlineData("""{ "a": { "value": 1, "type": "x" } }""", "the key `type`")]
    [InlineData("""{ "a": { "value": 1, "filename": 2 } }""", "`filename` that is no text")]
    [InlineData("""{ "a": { "value": 1, "content-type": "a\r\nb: c" } }""", "line break")]
    [InlineData("""{ "a": { "file": "" } }""", "empty `file`")]
    [InlineData("""{ "a": [[1]] }""", "list in a list")]
    public async Task Multipart_that_cannot_be_is_refused_with_the_reason(string fields, string reason)
    {
        var error = await Refused(new() { Url = "http://127.0.0.1:1/", Multipart = Fields(fields) });

        error.Input.ShouldBe("multipart.a");
        error.Message.ShouldContain(reason);
    }

    [Fact]
    public async Task Content_type_of_the_users_own_would_hide_the_boundary_of_multipart_and_is_refused()
    {
        var headers = new Dictionary<string, string> { ["content-type"] = "multipart/form-data" };

        var error = await Refused(new() { Url = "http://127.0.0.1:1/", Multipart = Fields("""{ "a": 1 }"""), Headers = headers });

        (error.Input, error.Message.Contains("boundary", StringComparison.Ordinal)).ShouldBe(("headers", true));
    }

    [Fact]
    public async Task File_that_is_not_there_is_a_mistake_of_the_input()
    {
        var error = await Refused(new() { Url = "http://127.0.0.1:1/", File = "missing/file.txt" });
        error.Input.ShouldBe("file");
        error.Message.ShouldContain("does not exist");

        error = await Refused(new() { Url = "http://127.0.0.1:1/", File = folder.Path });
        error.Message.ShouldContain("is a directory");

        error = await Refused(new() { Url = "http://127.0.0.1:1/", Multipart = Fields("""{ "f": { "file": "missing.txt" } }""") });
        error.Input.ShouldBe("multipart.f.file");

        error = await Refused(new() { Url = "http://127.0.0.1:1/", Base64 = "???" });
        error.Input.ShouldBe("base64");
    }

    [Theory]
    [InlineData(307), InlineData(308)]
    public async Task Redirect_that_keeps_the_method_sends_the_file_again(int status)
    {
        var url = httpbin.Url;
        await using var redirecting = RawPeer.Answering($"HTTP/1.1 {status} Elsewhere\r\nLocation: {url}/post\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        var sent = (await new HttpPost { Url = redirecting.Url, File = folder.Write("a.txt", "again") }.RunAsync(context, Cancel)).Json;

        sent.GetProperty("data").GetString().ShouldBe("again");
    }

    [Fact]
    public async Task Large_upload_that_the_server_does_not_want_is_not_sent()
    {
        var received = new TaskCompletionSource<int>();
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            (await RawPeer.ReadHeadAsync(stream, cancel)).ShouldContain("Expect: 100-continue");
            await stream.WriteAsync("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancel);
            stream.Socket.Shutdown(SocketShutdown.Send);
            received.SetResult(await stream.ReadAsync(new byte[100], cancel));
        });
        var path = folder.At("large.bin");
        await File.WriteAllBytesAsync(path, new byte[3 * 1024 * 1024], Cancel);

        (await new HttpPut { Url = peer.Url, File = path }.RunAsync(context, Cancel)).Status.ShouldBe(401);

        (await received.Task.WaitAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task File_that_shrinks_while_it_is_sent_is_said_to_and_not_blamed_on_the_network()
    {
        var path = folder.At("shrinking.bin");
        await File.WriteAllBytesAsync(path, new byte[1000], Cancel);
        var body = HttpBody.FromFile(path);
        await File.WriteAllBytesAsync(path, new byte[10], Cancel);
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            while (await stream.ReadAsync(new byte[1000], cancel) > 0) { }
        });
        await using var http = new HttpSession();

        var error = await Should.ThrowAsync<ActionInputException>(() => http.PutAsync(peer.Url, body, Cancel));

        error.Message.ShouldContain("changed its size");
    }

    [Fact]
    public async Task Pipe_is_refused_since_reading_one_cannot_be_given_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes by name");
        await using var writer = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);

        Should.Throw<ActionInputException>(() => HttpBody.FromFile($"/proc/self/fd/{writer.ClientSafePipeHandle.DangerousGetHandle()}"))
            .Message.ShouldContain("is a named pipe, not a file");
    }
}
