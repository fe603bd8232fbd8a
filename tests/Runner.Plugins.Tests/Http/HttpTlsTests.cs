using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http;

/// <summary>Certificates good and bad, and peers that do not speak TLS.</summary>
public sealed class HttpTlsTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static readonly RequestDelegate Hello = http => http.Response.WriteAsync("hello");

    static async Task<TlsException> RefusalOf(X509Certificate2 certificate)
    {
        using (certificate)
        {
            await using var peer = await KestrelPeer.StartAsync(Hello, certificate);
            await using var http = new HttpSession();
            var error = await Should.ThrowAsync<TlsException>(() => http.GetAsync(peer.Url, Cancel));
            error.Target.ShouldBe($"{peer.Url}/");
            error.Message.ShouldStartWith($"No TLS with localhost:{peer.Port}: ");
            error.Help!.ShouldContain("tls.verify: false");
            error.IsTransient.ShouldBeFalse();
            return error;
        }
    }

    [Fact]
    public async Task Self_signed_certificate_is_refused_as_such()
    {
        var error = await RefusalOf(TestCertificate.SelfSigned().Load());

        error.Message.ShouldEndWith("the certificate \"CN=localhost\" cannot be trusted: it is self-signed.");
    }

    [Fact]
    public async Task Expired_certificate_is_refused_with_its_date()
    {
        var end = new DateTimeOffset(2024, 2, 3, 4, 5, 0, TimeSpan.Zero);
        var error = await RefusalOf(TestCertificate.SelfSigned(from: end.AddDays(-90), until: end).Load());

        error.Message.ShouldContain("it expired on 2024-02-03 04:05 UTC");
    }

    [Fact]
    public async Task Certificate_of_the_future_is_refused_with_its_date()
    {
        var begin = DateTimeOffset.UtcNow.AddDays(10);
        var error = await RefusalOf(TestCertificate.SelfSigned(from: begin, until: begin.AddDays(10)).Load());

        error.Message.ShouldContain($"it is valid only from {begin.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
    }

    [Fact]
    public async Task Certificate_for_another_host_is_refused_with_both_names()
    {
        var error = await RefusalOf(TestCertificate.SelfSigned("other.example").Load());

        error.Message.ShouldContain("it is for other.example, not for localhost");
    }

    [Fact]
    public async Task Certificate_of_an_unknown_authority_is_refused_with_its_issuer()
    {
        using var nobody = new TestAuthority("Nobody's CA");

        var error = await RefusalOf(nobody.Issue().Load());

        error.Message.ShouldContain("its issuer \"CN=Nobody's CA\" is not a certificate authority that this machine trusts");
        error.Message.ShouldNotContain("self-signed");
    }

    [Fact]
    public async Task Plain_http_server_asked_with_https_is_told_apart()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.ReadExactlyAsync(new byte[16], cancel);
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray(), cancel);
            await stream.CopyToAsync(Stream.Null, cancel);
        });
        await using var http = new HttpSession();

        var error = await Should.ThrowAsync<TlsException>(() => http.GetAsync($"https://127.0.0.1:{peer.Port}/", Cancel));

        error.Message.ShouldContain("it does not speak TLS, it said \"HTTP/1.1 400 Bad Request");
        error.Help.ShouldBe("It speaks plain HTTP: write http:// instead of https://.");
    }

    [Fact]
    public async Task Close_in_the_handshake_is_a_tls_error()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) => await stream.ReadExactlyAsync(new byte[16], cancel));
        await using var http = new HttpSession();

        var error = await Should.ThrowAsync<TlsException>(() => http.GetAsync($"https://127.0.0.1:{peer.Port}/", Cancel));

        error.Message.ShouldMatch("closed the connection during the handshake|handshake failed");
    }

    [Fact]
    public async Task Close_over_tls_before_the_answer_is_a_lost_connection_and_not_asked_again()
    {
        using var certificate = TestCertificate.SelfSigned().Load();
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await using var tls = new System.Net.Security.SslStream(stream);
            await tls.AuthenticateAsServerAsync(certificate);
            await RawPeer.ReadHeadAsync(tls, cancel);
            await tls.ShutdownAsync();
        });
        await using var http = new HttpSession(new() { Tls = TlsSettings.Insecure });

        var error = await Should.ThrowAsync<ConnectionFailedException>(() => http.GetAsync($"https://127.0.0.1:{peer.Port}/", Cancel));

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} closed the connection without answering.");
        peer.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Alert_of_the_server_is_named()
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.ReadAtLeastAsync(new byte[4096], 100, throwOnEndOfStream: false, cancel);
            await stream.WriteAsync(new byte[] { 0x15, 3, 3, 0, 2, 2, 70 }, cancel);
            await stream.CopyToAsync(Stream.Null, cancel);
        });
        await using var http = new HttpSession();

        var error = await Should.ThrowAsync<TlsException>(() => http.GetAsync($"https://127.0.0.1:{peer.Port}/", Cancel));

        error.Message.ShouldContain("it refused the handshake (protocol_version: no TLS version in common)");
    }

    [Fact]
    public async Task Unverified_tls_works_warns_and_still_tells_the_certificate()
    {
        var now = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        using var certificate = TestCertificate.SelfSigned(from: now.AddDays(-1), until: now.AddDays(20).AddHours(23)).Load();
        await using var peer = await KestrelPeer.StartAsync(Hello, certificate);
        await using var context = new TestActionContext { Clock = new FixedClock(now) };

        for (var i = 1; i <= 2; i++)
        {
            var response = await new HttpGet { Url = peer.Url, Tls = new() { Verify = false } }.RunAsync(context, Cancel);

            response.Body.ShouldBe("hello");
            var shown = response.Certificate.ShouldNotBeNull();
            shown.Subject.ShouldBe("CN=localhost");
            shown.Issuer.ShouldBe("CN=localhost");
            shown.NotBefore.ShouldBe(now.AddDays(-1));
            shown.NotAfter.ShouldBe(now.AddDays(20).AddHours(23));
            shown.DaysLeft.ShouldBe(20);
            shown.Sans.ShouldBe(["localhost", "127.0.0.1", "::1"]);
            shown.Thumbprint.ShouldBe(certificate.GetCertHashString(HashAlgorithmName.SHA256));
            context.Logged.Count(line => line.Level == LogLevel.Warning && line.Message.Contains("tls.verify", StringComparison.Ordinal)).ShouldBe(i);
        }
    }

    [Fact]
    public async Task Connection_made_without_verification_is_not_used_with_it()
    {
        using var certificate = TestCertificate.SelfSigned().Load();
        await using var peer = await KestrelPeer.StartAsync(Hello, certificate);
        await using var context = new TestActionContext();

        await new HttpGet { Url = peer.Url, Tls = new() { Verify = false } }.RunAsync(context, Cancel);

        await Should.ThrowAsync<TlsException>(async () => await new HttpGet { Url = peer.Url }.RunAsync(context, Cancel));
    }

    [Theory]
    [InlineData(HttpProtocol.Auto, HttpProtocols.Http1AndHttp2, "2.0")]
    [InlineData(HttpProtocol.Auto, HttpProtocols.Http1, "1.1")]
    [InlineData(HttpProtocol.Http1, HttpProtocols.Http1AndHttp2, "1.1")]
    [InlineData(HttpProtocol.Http2, HttpProtocols.Http2, "2.0")]
    public async Task Version_is_what_both_sides_agree_to(HttpProtocol wanted, HttpProtocols offered, string spoken)
    {
        using var certificate = TestCertificate.SelfSigned().Load();
        await using var peer = await KestrelPeer.StartAsync(Hello, certificate, offered);
        await using var http = new HttpSession(new() { Tls = TlsSettings.Insecure, HttpVersion = wanted });

        foreach (var reused in new[] { false, true })
        {
            var response = await http.GetAsync(peer.Url, Cancel);

            response.HttpVersion.ShouldBe(spoken);
            response.Certificate!.Subject.ShouldBe("CN=localhost");
            response.RemoteAddress.ShouldEndWith($":{peer.Port}");
            (response.Timings.Tls == TimeSpan.Zero).ShouldBe(reused);
        }
    }

    [Fact]
    public async Task Requests_at_once_share_one_http2_connection_and_are_told_its_certificate()
    {
        using var certificate = TestCertificate.SelfSigned().Load();
        await using var peer = await KestrelPeer.StartAsync(context => context.Response.WriteAsync(context.Connection.Id), certificate);
        await using var http = new HttpSession(new() { Tls = TlsSettings.Insecure });

        var responses = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => http.GetAsync(peer.Url, Cancel)));

        responses.Select(response => response.Body).Distinct().Count().ShouldBe(1);
        responses.ShouldAllBe(response => response.HttpVersion == "2.0" && response.Certificate!.Subject == "CN=localhost");
        responses.Count(response => response.Timings.Tls > TimeSpan.Zero).ShouldBe(1);
    }

    [Fact]
    public async Task Http2_over_tls_that_the_server_does_not_offer_says_so()
    {
        using var certificate = TestCertificate.SelfSigned().Load();
        await using var peer = await KestrelPeer.StartAsync(Hello, certificate, HttpProtocols.Http1);
        await using var http = new HttpSession(new() { Tls = TlsSettings.Insecure, HttpVersion = HttpProtocol.Http2 });

        var error = await Should.ThrowAsync<NetworkException>(() => http.GetAsync(peer.Url, Cancel));

        error.Message.ShouldMatch("does not speak HTTP/2|does not offer this version of HTTP");
    }

    [Fact]
    public async Task Http2_without_tls_works_by_prior_knowledge()
    {
        await using var peer = await KestrelPeer.StartAsync(Hello, protocols: HttpProtocols.Http2);
        await using var http = new HttpSession(new() { HttpVersion = HttpProtocol.Http2 });

        var response = await http.GetAsync(peer.Url, Cancel);

        response.HttpVersion.ShouldBe("2.0");
        response.RemoteAddress.ShouldBe($"127.0.0.1:{peer.Port}");
    }

    [Fact]
    public async Task Missing_client_certificate_is_a_tls_error_also_after_the_handshake()
    {
        using var folder = new PeerFolder();
        using var files = new CertificateFiles(folder);
        await using var peer = await OpenSslPeer.StartAsync(files.Issue(), "-tls1_3", "-Verify", "1", "-CAfile", files.Pem, "-www");
        await using var http = new HttpSession(new() { Tls = TlsSettings.From(new() { Ca = files.Pem }, folder.Path) });

        var error = await Should.ThrowAsync<TlsException>(() => http.GetAsync($"https://127.0.0.1:{peer.Port}/", Cancel));

        error.Message.ShouldContain("certificate required");
        error.Help!.ShouldContain("tls.certificate");
    }
}
