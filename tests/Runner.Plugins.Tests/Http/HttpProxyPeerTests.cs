using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http;

/// <summary>Proxies that a step names: squid, and microsocks for SOCKS5.</summary>
public sealed class HttpProxyPeerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<HttpResponse> GetAsync(HttpGet get)
    {
        await using var context = new TestActionContext();
        return await get.RunAsync(context, Cancel);
    }

    [Fact]
    public async Task Proxy_carries_plain_requests_and_tunnels()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue();
        using var pair = X509Certificate2.CreateFromPem(certificate, key);
        using var shown = X509CertificateLoader.LoadPkcs12(
            pair.Export(X509ContentType.Pkcs12), null);
        await using var plain = await KestrelPeer.StartAsync(http => http.Response.WriteAsync($"via {http.Request.Headers.Via}"));
        await using var secure = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("secure"), shown);
        await using var squid = await SquidPeer.StartAsync();
        var proxy = $"http://127.0.0.1:{squid.Port}";

        var overPlain = await GetAsync(new() { Url = plain.Url, Proxy = proxy });
        var overTunnel = await GetAsync(new() { Url = secure.Url, Proxy = proxy, Tls = new() { Ca = authority.Pem } });
        var past = await GetAsync(new() { Url = plain.Url, Proxy = proxy, NoProxy = ["127.0.0.0/8"] });

        overPlain.Body.ShouldContain("squid");
        overPlain.RemoteAddress.ShouldBe($"127.0.0.1:{squid.Port}");
        (overTunnel.Body, overTunnel.Certificate!.Subject).ShouldBe(("secure", "CN=localhost"));
        past.Body.ShouldBe("via ");
        var refused = await Should.ThrowAsync<TlsException>(() => GetAsync(new() { Url = secure.Url, Proxy = proxy }));
        refused.Message.ShouldContain("through the proxy: the certificate \"CN=localhost\" cannot be trusted");
    }

    [Fact]
    public async Task Proxy_that_wants_a_user_gets_it_or_is_a_proxy_error()
    {
        using var certificate = TestCertificate.SelfSigned().Load();
        await using var plain = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("hello"));
        await using var secure = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("secure"), certificate);
        await using var squid = await SquidPeer.StartAsync(user: "ann");

        (await GetAsync(new() { Url = plain.Url, Proxy = $"http://ann:secret@127.0.0.1:{squid.Port}" })).Body.ShouldBe("hello");
        (await GetAsync(new() { Url = secure.Url, Proxy = $"http://ann:secret@127.0.0.1:{squid.Port}", Tls = new() { Verify = false } })).Body.ShouldBe("secure");
        foreach (var url in new[] { plain.Url, secure.Url })
        {
            var error = await Should.ThrowAsync<ProxyException>(() => GetAsync(new() { Url = url, Proxy = $"http://ann:wrong-one@127.0.0.1:{squid.Port}" }));
            error.Status.ShouldBe(407);
            error.Message.ShouldContain("wants a user and a password");
            error.ToString().ShouldNotContain("wrong-one");
        }
    }

    [Fact]
    public async Task Tunnel_that_the_proxy_refuses_is_a_proxy_error()
    {
        await using var squid = await SquidPeer.StartAsync(tunnels: false);

        var error = await Should.ThrowAsync<ProxyException>(() => GetAsync(new() { Url = "https://localhost:9/", Proxy = $"http://127.0.0.1:{squid.Port}" }));

        (error.Status, error.Kind).ShouldBe((403, ErrorKind.Proxy));
        error.Help!.ShouldContain("the input `proxy`");
    }

    [Fact]
    public async Task Socks5_proxy_carries_requests_and_its_refusal_is_a_proxy_error()
    {
        await using var plain = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("hello"));
        var port = PeerProcess.FreePort();
        await using var socks = await PeerProcess.StartAsync("microsocks", ["-i", "127.0.0.1", "-p", $"{port}", "-u", "ann", "-P", "secret"], port);

        (await GetAsync(new() { Url = plain.Url, Proxy = $"socks5://ann:secret@127.0.0.1:{port}" })).Body.ShouldBe("hello");
        var refused = await Should.ThrowAsync<ProxyException>(() => GetAsync(new() { Url = plain.Url, Proxy = $"socks5://ann:bad@127.0.0.1:{port}" }));
        var gone = await Should.ThrowAsync<ProxyException>(() => GetAsync(new() { Url = plain.Url, Proxy = $"socks5://127.0.0.1:{PeerProcess.FreePort()}" }));

        refused.Message.ShouldContain("authenticate");
        var unreached = await Should.ThrowAsync<ProxyException>(() => GetAsync(new() { Url = $"http://127.0.0.1:{PeerProcess.FreePort()}/", Proxy = $"socks5://ann:secret@127.0.0.1:{port}" }));
        unreached.Message.ShouldContain("proxy");
        unreached.Message.ShouldNotContain("authenticate");
        gone.Message.ShouldContain("cannot be used");
    }

    [Fact]
    public async Task Proxy_input_that_is_no_proxy_is_refused()
    {
        foreach (var (get, input) in new (HttpGet, string)[]
        {
            (new() { Url = "http://127.0.0.1:9/", Proxy = "ftp://x" }, "proxy"),
            (new() { Url = "http://127.0.0.1:9/", Proxy = "http://" }, "proxy"),
            (new() { Url = "http://127.0.0.1:9/", NoProxy = ["x"] }, "no-proxy"),
            (new() { Url = "http://127.0.0.1:9/", Proxy = "http://127.0.0.1:9", NoProxy = ["127.0.0.0/99"] }, "no-proxy"),
            (new() { Url = "http://127.0.0.1:9/", Proxy = "http://127.0.0.1:9", UnixSocket = "x.sock" }, "unix-socket"),
        })
        {
            (await Should.ThrowAsync<ActionInputException>(() => GetAsync(get))).Input.ShouldBe(input);
        }
    }
}
