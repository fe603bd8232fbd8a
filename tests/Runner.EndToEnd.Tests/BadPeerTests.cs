using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests;

/// <summary>What a network can do to a run: each with a kind of its own, exit code 3, and no stack trace.</summary>
public sealed class BadPeerTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    async Task ShouldFailAsync(string kind, string url, string said, string with = "", string keys = "")
    {
        here.Write("check.yaml", $"steps: [{{ uses: http.get, with: {{ url: \"{url}\"{with} }}{keys} }}]");

        var ended = await here.RunAsync("run", "check.yaml", "--log", "plain", "--log-file", "run.log");

        ended.ExitCode.ShouldBe(3, ended.Out + ended.Error);
        ended.ShouldHaveNoTrace();
        ended.Error.ShouldBeEmpty();
        var log = await File.ReadAllTextAsync(here["run.log"], TestContext.Current.CancellationToken);
        Ended.ShouldHaveNoTrace(log);
        var error = new Ended(3, log, "").Step("1").GetProperty("error");
        error.GetProperty("kind").GetString().ShouldBe(kind, log);
        error.GetProperty("message").GetString()!.ShouldContain(said);
        ended.Out.ShouldContain(said);
    }

    [Fact]
    public Task A_name_that_does_not_resolve() => ShouldFailAsync("dns", "http://no-such-name.invalid/", "no-such-name.invalid");

    [Fact]
    public async Task A_port_where_nobody_listens()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Dispose();
        await ShouldFailAsync("connection", $"http://127.0.0.1:{port}/", "refused");
    }

    [Fact]
    public async Task A_server_that_does_not_answer()
    {
        await using var peer = new Peer((_, _, cancel) => Task.Delay(Timeout.Infinite, cancel));
        await ShouldFailAsync("timeout", $"http://127.0.0.1:{peer.Port}/", "200ms", keys: ", timeout: 200ms");
    }

    [Theory]
    [InlineData("localhost", -30, 30, "self-signed")]
    [InlineData("localhost", -30, -2, "expired")]
    [InlineData("other.example", -30, 30, "other.example")]
    public async Task A_certificate_that_cannot_be_trusted(string name, int validFrom, int validUntil, string said)
    {
        using X509Certificate2 certificate = TestCertificate.SelfSigned(name, DateTimeOffset.UtcNow.AddDays(validFrom), DateTimeOffset.UtcNow.AddDays(validUntil)).Load();
        await using var peer = new Peer(async (_, stream, cancel) => await stream.WriteAsync(Encoding.Latin1.GetBytes(Peer.Answer("x")), cancel), certificate);
        await ShouldFailAsync("tls", $"https://localhost:{peer.Port}/", said);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_http()
    {
        await using var peer = Peer.Saying("SSH-2.0-OpenSSH_9.9\r\n");
        await ShouldFailAsync("protocol", $"http://127.0.0.1:{peer.Port}/", "does not speak HTTP");
    }

    [Fact]
    public async Task A_server_without_tls_where_tls_is_asked_for()
    {
        await using var peer = Peer.Saying(Peer.Answer("x"));
        await ShouldFailAsync("tls", $"https://127.0.0.1:{peer.Port}/", "TLS");
    }

    [Fact]
    public async Task A_body_that_is_larger_than_the_limit()
    {
        await using var peer = Peer.Saying(Peer.Answer(new string('x', 5000)));
        await ShouldFailAsync("protocol", $"http://127.0.0.1:{peer.Port}/", "limit", with: ", max-body-size: 4999");
    }

    [Fact]
    public async Task A_body_without_end()
    {
        await using var peer = new Peer(async (_, stream, cancel) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), cancel);
            var chunk = Encoding.Latin1.GetBytes($"4000\r\n{new string('x', 0x4000)}\r\n");
            while (true) await stream.WriteAsync(chunk, cancel);
        });
        await ShouldFailAsync("protocol", $"http://127.0.0.1:{peer.Port}/", "limit", with: ", max-body-size: 1000000");
    }

    [Fact]
    public async Task A_body_that_is_not_json_where_json_is_asked_for()
    {
        await using var peer = Peer.Saying(Peer.Answer("<html><body>Bad gateway</body></html>", "Content-Type: text/html\r\n"));
        await ShouldFailAsync("protocol", $"http://127.0.0.1:{peer.Port}/", "JSON", keys: ", expect: result.json.ok");
    }

    [Fact]
    public async Task Redirects_in_a_circle()
    {
        await using var peer = Peer.Saying("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await ShouldFailAsync("http", $"http://127.0.0.1:{peer.Port}/", "redirect");
    }

    [Fact]
    public async Task A_server_that_closes_without_an_answer()
    {
        await using var peer = Peer.Saying("");
        await ShouldFailAsync("connection", $"http://127.0.0.1:{peer.Port}/", "closed the connection");
    }
}
