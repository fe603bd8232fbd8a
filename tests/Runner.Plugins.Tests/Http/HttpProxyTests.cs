using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http;

[CollectionDefinition(DisableParallelization = true)]
public sealed class WholeProcess;

/// <summary>The system's proxy. It belongs to the whole process, so these tests run alone.</summary>
[Collection(typeof(WholeProcess))]
public sealed class HttpProxyTests : IDisposable
{
    readonly IWebProxy before = HttpClient.DefaultProxy;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => HttpClient.DefaultProxy = before;

    static void Use(RawPeer proxy) => HttpClient.DefaultProxy = new WebProxy(proxy.Url);

    /// <summary>A proxy that tunnels to a port of this machine, whatever the name it is asked for.</summary>
    static RawPeer TunnelTo(int port) => RawPeer.Start(async (stream, cancel) =>
    {
        (await RawPeer.ReadHeadAsync(stream, cancel)).ShouldStartWith("CONNECT service.invalid:443 HTTP/1.1");
        await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), cancel);
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, port, cancel);
        await Task.WhenAny(stream.CopyToAsync(server.GetStream(), cancel), server.GetStream().CopyToAsync(stream, cancel));
    });

    [Fact]
    public async Task Plain_request_goes_through_the_proxy_which_resolves_the_name()
    {
        await using var proxy = RawPeer.Start(async (stream, cancel) =>
        {
            var head = await RawPeer.ReadHeadAsync(stream, cancel);
            var body = head.Split("\r\n")[0];
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"), cancel);
        });
        Use(proxy);
        await using var http = new HttpSession();

        var response = await http.GetAsync("http://service.invalid/x", Cancel);

        response.Body.ShouldBe("GET http://service.invalid/x HTTP/1.1");
        response.RemoteAddress.ShouldBe($"127.0.0.1:{proxy.Port}");
    }

    [Fact]
    public async Task This_machine_is_reached_without_the_proxy()
    {
        await using var proxy = RawPeer.Answering("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        await using var peer = RawPeer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Use(proxy);
        await using var http = new HttpSession();

        (await http.GetAsync(peer.Url, Cancel)).Status.ShouldBe(200);
        proxy.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Tls_in_a_tunnel_tells_its_certificate()
    {
        using var certificate = TestCertificate.SelfSigned("service.invalid").Load();
        await using var server = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("hello"), certificate);
        await using var proxy = TunnelTo(server.Port);
        Use(proxy);
        await using var http = new HttpSession(new() { Tls = TlsSettings.Insecure });

        var response = await http.GetAsync("https://service.invalid/x", Cancel);

        response.Body.ShouldBe("hello");
        response.Certificate!.Subject.ShouldBe("CN=service.invalid");
    }

    [Fact]
    public async Task Certificate_refused_in_a_tunnel_says_why()
    {
        using var certificate = TestCertificate.SelfSigned("service.invalid").Load();
        await using var server = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("hello"), certificate);
        await using var proxy = TunnelTo(server.Port);
        Use(proxy);
        await using var http = new HttpSession();

        var error = await Should.ThrowAsync<TlsException>(() => http.GetAsync("https://service.invalid/x", Cancel));

        error.Message.ShouldBe(
            "No TLS with service.invalid through the proxy: the certificate \"CN=service.invalid\" cannot be trusted: it is self-signed.");
    }

    [Fact]
    public async Task Proxy_that_refuses_the_tunnel_is_a_proxy_error()
    {
        await using var proxy = RawPeer.Answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        Use(proxy);
        await using var http = new HttpSession();

        var error = await Should.ThrowAsync<ProxyException>(() => http.GetAsync("https://service.invalid/x", Cancel));

        error.Message.ShouldContain("service.invalid:443");
        error.Message.ShouldContain("403");
        error.Help!.ShouldContain("HTTPS_PROXY");
    }

    [Theory]
    [InlineData("http"), InlineData("https")]
    public async Task Proxy_that_is_not_there_is_a_proxy_error(string scheme)
    {
        var proxy = RawPeer.Answering("");
        Use(proxy);
        await proxy.DisposeAsync();
        await using var http = new HttpSession();

        var error = await Should.ThrowAsync<ProxyException>(() => http.GetAsync($"{scheme}://service.invalid/x", Cancel));

        error.Message.ShouldContain($"The proxy 127.0.0.1:{proxy.Port} cannot be used.");
        error.Message.ShouldContain("refused");
    }
}
