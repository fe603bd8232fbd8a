using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Cookies;

/// <summary>Jars on disk, shared with curl.</summary>
public sealed class CookieFileTests : IDisposable
{
    readonly PeerFolder folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Jar_is_saved_and_loaded_whole()
    {
        var path = folder.At("cookies.txt");
        var jar = CookieJar.Load(path);
        jar.Set(new() { Name = "session", Value = "é\"=", Domain = "example.com", HttpOnly = true, Secure = true });
        jar.Set(new() { Name = "wide", Value = "", Domain = "example.com", Path = "/a", HostOnly = false, Expires = DateTimeOffset.FromUnixTimeSeconds(4_000_000_000) });
        jar.Save();

        CookieJar.Load(path).Cookies.ShouldBe(jar.Cookies);
        File.ReadAllText(path).ShouldContain("#HttpOnly_example.com\tFALSE\t/\tTRUE\t0\tsession\té\"=\n.example.com\tTRUE\t/a\tFALSE\t4000000000\twide\t\n");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void Jar_that_did_not_change_leaves_the_file_alone()
    {
        var path = folder.Write("cookies.txt", "# mine\nexample.com\tFALSE\t/\tFALSE\t0\ta\tb\n");

        CookieJar.Load(path).Save();

        File.ReadAllText(path).ShouldStartWith("# mine");
    }

    [Fact]
    public void Link_stays_and_what_it_leads_to_is_written()
    {
        var path = folder.Write("real.txt", "");
        File.CreateSymbolicLink(folder.At("link.txt"), path);

        var jar = CookieJar.Load(folder.At("link.txt"));
        jar.Set(new() { Name = "a", Value = "1", Domain = "example.com" });
        jar.Save();

        new FileInfo(folder.At("link.txt")).LinkTarget.ShouldNotBeNull();
        File.ReadAllText(path).ShouldContain("\ta\t1\n");
    }

    [Theory]
    [InlineData("{ \"a\": 1 }", "line 1"), InlineData("# c\n\nexample.com\tFALSE\t/\tFALSE\t0\ta\tb\nexample.com FALSE / FALSE 0 a b", "line 4")]
    [InlineData("example.com\tFALSE\t/\tFALSE\tsoon\ta\tb", "line 1"), InlineData("example.com\tmaybe\t/\tFALSE\t0\ta\tb", "line 1"), InlineData("\tFALSE\t/\tFALSE\t0\ta\tb", "line 1")]
    public void File_that_is_something_else_is_refused_with_its_line(string text, string says)
    {
        var path = folder.Write("cookies.txt", text);

        var refusal = Should.Throw<ActionInputException>(() => CookieJar.Load(path));

        refusal.Input.ShouldBe("cookie-jar");
        refusal.Message.ShouldContain(path);
        refusal.Message.ShouldContain(says);
    }

    [Fact]
    public void Place_that_cannot_hold_a_jar_is_refused()
    {
        Should.Throw<ActionInputException>(() => CookieJar.Load(folder.At("none/cookies.txt"))).Message.ShouldContain("folder that does not exist");
        Should.Throw<ActionInputException>(() => CookieJar.Load(folder.Path)).Message.ShouldContain("is a folder");
    }

    [Fact]
    public void Folder_that_goes_away_before_saving_is_told()
    {
        Directory.CreateDirectory(folder.At("sub"));
        var jar = CookieJar.Load(folder.At("sub/cookies.txt"));
        Directory.Delete(folder.At("sub"));

        Should.Throw<ActionInputException>(jar.Save).Message.ShouldContain("cannot be written");
    }

    [Fact]
    public async Task Curl_reads_what_runner_writes_and_runner_what_curl_writes()
    {
        string? cookies = null;
        await using var server = await KestrelPeer.StartAsync(http =>
        {
            cookies = http.Request.Headers.Cookie;
            http.Response.Headers.Append("Set-Cookie", "short=1; Path=/; HttpOnly");
            http.Response.Headers.Append("Set-Cookie", "long=a\"b=; Max-Age=3600; Path=/; Secure");
            return Task.CompletedTask;
        });
        async Task Curl(params string[] arguments) => (await ProgramRun.ToEndAsync("curl", null, ["-sS", .. arguments, server.Url])).ExitCode.ShouldBe(0);

        await Curl("-c", folder.At("curl.txt"));
        await using (var http = new HttpSession(new() { Cookies = CookieJar.Load(folder.At("curl.txt")) })) await http.GetAsync(server.Url, Cancel);
        cookies!.Split("; ").ShouldBe(["short=1", "long=a\"b="], ignoreOrder: true);

        await using (var http = new HttpSession(new() { Cookies = CookieJar.Load(folder.At("runner.txt")) })) await http.GetAsync(server.Url, Cancel);
        await Curl("-b", folder.At("runner.txt"));
        cookies!.Split("; ").ShouldBe(["short=1", "long=a\"b="], ignoreOrder: true);
    }

    [Fact]
    public async Task Tab_in_an_attribute_does_not_spoil_the_jar()
    {
        await using var peer = await KestrelPeer.StartAsync(http =>
        {
            http.Response.Headers.SetCookie = new(["a=1; Path=/x\ty", "b=2; Path=/", "c=3; Domain=lo\tcal"]);
            return Task.CompletedTask;
        });
        var path = folder.At("cookies.txt");
        await using (var http = new HttpSession(new() { Cookies = CookieJar.Load(path) })) await http.GetAsync($"{peer.Url}/", Cancel);

        CookieJar.Load(path).Cookies.Select(cookie => $"{cookie.Name} {cookie.Path}").ShouldBe(["a /", "b /", "c /"]);
        Should.Throw<ArgumentException>(() => new CookieJar().Set(new() { Name = "a", Value = "b", Domain = "example.com", Path = "/\t" }));
        Should.Throw<ArgumentException>(() => new CookieJar().Set(new() { Name = "a", Value = "b", Domain = "exa\nmple.com" }));
    }
}
