using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Files;

/// <summary>Named pipes, links and paths that are none, where an input wants a file. None may hang, and none may be replaced.</summary>
public sealed class SpecialFileTests : IAsyncDisposable
{
    readonly PeerFolder folder = new();
    readonly TestActionContext context = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        folder.Dispose();
    }

    string Pipe(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "named pipes are no files on Windows");
        var path = folder.At(name);
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        made.ExitCode.ShouldBe(0);
        return path;
    }

    /// <summary>Somewhere else than on the test's thread, which a named pipe would hold for ever.</summary>
    static async Task<ActionInputException> Refusal(Func<Task> work)
    {
        var working = Task.Run(work, Cancel);
        return await Should.ThrowAsync<ActionInputException>(() => working.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
    }

    static Task<KestrelPeer> Serving() => KestrelPeer.StartAsync(http => http.Response.WriteAsync("{\"a\": 1}"));

    [Theory]
    [InlineData("f", "f"), InlineData("link", "f"), InlineData("x", "x.part"), InlineData("x", "x.part.json")]
    public async Task Download_to_a_pipe_is_refused_and_the_pipe_stays(string to, string pipe)
    {
        var path = Pipe(pipe);
        if (to == "link") File.CreateSymbolicLink(folder.At("link"), path);
        await using var peer = await Serving();

        var error = await Refusal(() => new HttpDownload { Url = peer.Url, To = folder.At(to), Resume = true }.RunAsync(context, Cancel).AsTask());

        error.Input.ShouldBe("to");
        error.Message.ShouldContain("is a named pipe, not a file");
        RegularFile.WhyNot(path).ShouldBe("is a named pipe, not a file");
        Directory.GetFileSystemEntries(folder.Path).Length.ShouldBe(to == "link" ? 2 : 1);
    }

    [Theory]
    [InlineData(".part"), InlineData(".part.json")]
    public async Task Link_in_the_place_of_a_part_is_refused_and_what_it_leads_to_stays(string end)
    {
        var precious = folder.Write("precious", "mine");
        File.CreateSymbolicLink(folder.At("x" + end), precious);
        await using var peer = await Serving();

        var error = await Refusal(() => new HttpDownload { Url = peer.Url, To = folder.At("x") }.RunAsync(context, Cancel).AsTask());

        error.Message.ShouldContain("which is a link to");
        File.ReadAllText(precious).ShouldBe("mine");
    }

    [Fact]
    public async Task Cookie_jar_that_is_a_pipe_is_refused_and_stays()
    {
        var path = Pipe("jar");

        var error = await Refusal(() => Task.FromResult(CookieJar.Load(path)));

        error.Input.ShouldBe("cookie-jar");
        error.Message.ShouldContain("is a named pipe, not a file");
        RegularFile.WhyNot(path).ShouldNotBeNull();
    }

    [Fact]
    public async Task Pipe_is_no_file_to_send_nor_a_schema()
    {
        var path = Pipe("f");
        await using var peer = await Serving();
        var url = peer.Url;

        (await Refusal(() => new HttpPost { Url = url, File = path }.RunAsync(context, Cancel).AsTask())).Input.ShouldBe("file");
        var part = JsonSerializer.SerializeToElement(new { file = path });
        (await Refusal(() => new HttpPost { Url = url, Multipart = new Dictionary<string, JsonElement> { ["p"] = part } }.RunAsync(context, Cancel).AsTask()))
            .Message.ShouldContain("is a named pipe, not a file");
        (await Refusal(() => new HttpGet { Url = url, JsonSchema = JsonSerializer.SerializeToElement(path) }.RunAsync(context, Cancel).AsTask()))
            .Message.ShouldContain("is a named pipe, not a file");
    }

    [Fact]
    public async Task Pipe_is_no_certificate_key_nor_authority()
    {
        var path = Pipe("f");
        var made = TestCertificate.SelfSigned();
        await using var peer = await Serving();
        foreach (var tls in new TlsOptions[] { new() { Ca = path }, new() { Certificate = path }, new() { Certificate = made.Certificate, Key = path } })
        {
            var error = await Refusal(() => new HttpGet { Url = peer.Url, Tls = tls }.RunAsync(context, Cancel).AsTask());
            error.Input.ShouldBe("tls");
            error.Message.ShouldContain("is a named pipe, not a file");
        }
    }

    [Fact]
    public async Task Device_without_an_end_is_no_schema_and_no_jar()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "no /dev/zero");
        await using var peer = await Serving();

        (await Refusal(() => new HttpGet { Url = peer.Url, JsonSchema = JsonSerializer.SerializeToElement("/dev/zero") }.RunAsync(context, Cancel).AsTask()))
            .Message.ShouldContain("is a device, not a file");
        (await Refusal(() => Task.FromResult(CookieJar.Load("/dev/zero")))).Message.ShouldContain("is a device, not a file");
    }

    [Fact]
    public async Task Path_that_can_be_none_is_the_users_mistake()
    {
        const string nul = "a\0b";
        var circle = folder.At("circle");
        File.CreateSymbolicLink(circle, circle);
        await using var peer = await Serving();
        foreach (var (path, says) in new[] { (nul, "NUL"), (circle, "leads back to itself") })
        {
            (await Refusal(() => new HttpPost { Url = peer.Url, File = path }.RunAsync(context, Cancel).AsTask())).Message.ShouldContain(says);
            (await Refusal(() => new HttpDownload { Url = peer.Url, To = path }.RunAsync(context, Cancel).AsTask())).Message.ShouldContain(says);
            (await Refusal(() => new HttpOpenSession { CookieJar = path }.RunAsync(context, Cancel).AsTask())).Message.ShouldContain(says);
            (await Refusal(() => new HttpGet { Url = peer.Url, JsonSchema = JsonSerializer.SerializeToElement(path) }.RunAsync(context, Cancel).AsTask())).Message.ShouldContain(says);
            (await Refusal(() => new HttpGet { Url = peer.Url, Tls = new() { Ca = path } }.RunAsync(context, Cancel).AsTask())).Message.ShouldContain(says);
        }
        (await Refusal(() => new HttpGet { Url = peer.Url, UnixSocket = nul }.RunAsync(context, Cancel).AsTask())).Message.ShouldContain("NUL");
    }

    [Fact]
    public async Task Stub_does_not_wait_for_a_pipe()
    {
        var path = Pipe("f");

        var error = await Refusal(() => Task.FromResult(StubServer.Start([new() { Path = "/f", File = path }], new StubOptions { BaseDirectory = folder.Path })));

        error.Message.ShouldContain("is a named pipe, not a file");
    }

    [Theory]
    [InlineData("{\"url\": \"URL\", \"version\": \"\\\"v1\\\"\\r\\nX: y\"}"), InlineData("{\"url\": \"URL\", \"version\": \"\"}"), InlineData("{\"url\": \"URL\", \"version\": 1}"), InlineData("[]"), InlineData("\0\0")]
    public async Task Damaged_note_of_a_part_starts_anew(string note)
    {
        await using var peer = await Serving();
        var to = folder.At("x");
        folder.Write("x.part", "other");
        var mark = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(peer.Url + "/")));
        folder.Write("x.part.json", note.Replace("URL", mark, StringComparison.Ordinal));

        var result = await new HttpDownload { Url = peer.Url, To = to, Resume = true }.RunAsync(context, Cancel);

        result.Resumed.ShouldBe(0);
        File.ReadAllText(to).ShouldBe("{\"a\": 1}");
    }

    [Fact]
    public async Task Question_in_a_refusal_ends_it()
    {
        var notPfx = folder.Write("x.pfx", "no certificate");
        await using var peer = await Serving();

        (await Refusal(() => new HttpGet { Url = peer.Url, Tls = new() { Certificate = notPfx } }.RunAsync(context, Cancel).AsTask())).Message.ShouldEndWith("tls.password`?");
        var large = folder.Write("jar", new string('#', (4 * 1024 * 1024) + 1));
        (await Refusal(() => Task.FromResult(CookieJar.Load(large)))).Message.ShouldEndWith("is larger than 4 MiB: is it a cookie file?");
    }
}
