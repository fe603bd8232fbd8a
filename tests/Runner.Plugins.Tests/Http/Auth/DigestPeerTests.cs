using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.Auth;

/// <summary>Digest, basic and bearer against servers that nobody here wrote: httpbin, lighttpd, nginx.</summary>
public sealed class DigestPeerTests(HttpbinPeer httpbin) : IClassFixture<HttpbinPeer>, IAsyncDisposable
{
    readonly TestActionContext context = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => context.DisposeAsync();

    static HttpAuth Digest(string user, string password) => new() { Digest = new() { Username = user, Password = password } };

    [Theory]
    [InlineData("auth", "MD5"), InlineData("auth", "SHA-256"), InlineData("auth-int", "MD5"), InlineData("auth-int", "SHA-256"), InlineData("undefined", "MD5")]
    public async Task Httpbin_lets_the_right_password_in_and_no_other(string qop, string algorithm)
    {
        var url = $"{httpbin.Url}/digest-auth/{qop}/zoe/pa$s/{algorithm}"; // its check does not survive a query

        for (var i = 0; i < 2; i++)
        {
            var right = await new HttpGet { Url = url, Auth = Digest("zoe", "pa$s") }.RunAsync(context, Cancel);
            right.Status.ShouldBe(200);
            right.Json.GetProperty("authenticated").GetBoolean().ShouldBeTrue();
        }
        var wrong = await new HttpGet { Url = url, Auth = Digest("zoe", "no") }.RunAsync(context, Cancel);
        wrong.Status.ShouldBe(401);
    }

    [Fact]
    public async Task Httpbin_takes_basic_and_bearer()
    {

        (await new HttpGet { Url = $"{httpbin.Url}/basic-auth/u/p", Auth = new() { Basic = new() { Username = "u", Password = "p" } } }.RunAsync(context, Cancel)).Status.ShouldBe(200);
        (await new HttpGet { Url = $"{httpbin.Url}/basic-auth/u/p", Auth = new() { Basic = new() { Username = "u", Password = "x" } } }.RunAsync(context, Cancel)).Status.ShouldBe(401);
        (await new HttpGet { Url = $"{httpbin.Url}/bearer", Auth = new() { Bearer = "t0ken" } }.RunAsync(context, Cancel)).Json.GetProperty("token").GetString().ShouldBe("t0ken");
    }

    [Fact]
    public async Task Digest_that_is_not_asked_for_is_warned_of()
    {

        var response = await new HttpGet { Url = $"{httpbin.Url}/basic-auth/u/p", Auth = Digest("u", "p") }.RunAsync(context, Cancel);

        response.Status.ShouldBe(401);
        context.Logged.ShouldContain(line => line.Level == Sdk.LogLevel.Warning && line.Message.Contains("it offers \"Basic\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MD5"), InlineData("SHA-256")]
    public async Task Lighttpd_is_asked_once_for_its_challenge_and_not_again(string algorithm)
    {
        var lighttpd = PeerProcess.Require("lighttpd");
        using var folder = new PeerFolder();
        var port = PeerProcess.FreePort();
        folder.Write("users", "zoë:s3crèt\n");
        folder.Write("page.txt", "inside");
        folder.Write("lighttpd.conf", $$"""
            server.modules = ("mod_auth", "mod_authn_file", "mod_accesslog")
            server.document-root = "{{folder.Path}}"
            server.bind = "127.0.0.1"
            server.port = {{port}}
            mimetype.assign = (".txt" => "text/plain")
            accesslog.filename = "{{folder.At("access.log")}}"
            accesslog.format = "%s"
            auth.backend = "plain"
            auth.backend.plain.userfile = "{{folder.At("users")}}"
            auth.require = ("" => ("method" => "digest", "realm" => "inside", "require" => "valid-user", "algorithm" => "{{algorithm}}"))
            """);
        await using (await PeerProcess.StartAsync(lighttpd, ["-D", "-f", folder.At("lighttpd.conf")], port, folder.Path))
        {
            for (var i = 0; i < 3; i++)
            {
                var inside = await new HttpGet { Url = $"http://127.0.0.1:{port}/page.txt", Auth = Digest("zoë", "s3crèt") }.RunAsync(context, Cancel);
                inside.Body.ShouldBe("inside");
            }
            (await new HttpGet { Url = $"http://127.0.0.1:{port}/page.txt", Auth = Digest("zoe", "wrong") }.RunAsync(context, Cancel)).Status.ShouldBe(401);
            // lighttpd writes its log now and then; a request for the log's own sake would be another line in it.
            await Eventually.HoldsAsync(() => new FileInfo(folder.At("access.log")).Length >= 6 * 4, Cancel);
        }

        File.ReadAllLines(folder.At("access.log")).ShouldBe(["401", "200", "200", "200", "401", "401"]);
    }

    [Fact]
    public async Task Nginx_lets_in_whom_its_password_file_and_its_auth_request_let_in()
    {
        using var folder = new PeerFolder();
        var users = folder.Write("users", "zoe:{PLAIN}s3cret\n");
        await using var nginx = await NginxPeer.StartAsync($$"""
            location /basic { auth_basic "inside"; auth_basic_user_file {{users}}; try_files /none =204; }
            location /request { auth_request /decide; try_files /none =204; }
            location = /decide { internal; if ($http_authorization = "Bearer t0ken") { return 204; } return 401; }
            """);

        async Task<int> Status(string path, HttpAuth? auth) => (await new HttpGet { Url = nginx.Url + path, Auth = auth }.RunAsync(context, Cancel)).Status;

        (await Status("/basic", null)).ShouldBe(401);
        (await Status("/basic", new() { Basic = new() { Username = "zoe", Password = "wrong" } })).ShouldBe(401);
        (await Status("/basic", new() { Basic = new() { Username = "zoe", Password = "s3cret" } })).ShouldBe(204);
        (await Status("/request", new() { Bearer = "t0ken" })).ShouldBe(204);
        (await Status("/request", new() { Bearer = "other" })).ShouldBe(401);
    }
}
