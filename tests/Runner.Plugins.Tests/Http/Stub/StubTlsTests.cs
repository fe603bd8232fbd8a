using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Stub;

/// <summary>TLS with a certificate that is made for one server.</summary>
public sealed class StubTlsTests : IDisposable
{
    readonly PeerFolder folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    static StubServer Serve(StubTls tls, Action<string>? log = null) => StubServer.Start([new() { Path = "/", Body = "hello" }], new StubOptions { Tls = tls, Log = log });

    /// <summary>A client that trusts this server's authority and no other.</summary>
    static HttpClient Trusting(StubServer server, bool withCertificate = false)
    {
        var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = Trust(server) } };
        if (withCertificate)
        {
            using var pem = X509Certificate2.CreateFromPem(server.ClientCertificate, server.ClientKey);
            handler.SslOptions.ClientCertificates = [X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null)];
        }
        return new HttpClient(handler);
    }

    static X509ChainPolicy Trust(StubServer server)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(server.Authority));
        return policy;
    }

    [Fact]
    public async Task Serve_tells_the_authority_to_trust()
    {
        await using var context = new TestActionContext();

        var serving = await new HttpServe { Tls = true, Routes = [new() { Path = "/", Body = "hello" }] }.RunAsync(context, Cancel);

        serving.Url.ShouldBe($"https://localhost:{serving.Port}");
        serving.WebsocketUrl.ShouldBe($"wss://localhost:{serving.Port}");
        serving.ClientKey.ShouldBeNull();
        var server = (StubServer)context.Opened.Single();
        server.Authority.ShouldBe(serving.Ca);
        using var http = Trusting(server);
        for (var i = 0; i < 2; i++) (await http.GetStringAsync(serving.Url, Cancel)).ShouldBe("hello");
        (await http.GetStringAsync($"https://127.0.0.1:{serving.Port}", Cancel)).ShouldBe("hello");
        await using var strangers = new HttpSession();
        (await Should.ThrowAsync<TlsException>(() => strangers.GetAsync(serving.Url, Cancel))).Message.ShouldContain("is not a certificate authority that this machine trusts");
    }

    [Fact]
    public async Task Expired_certificate_is_refused_for_that_alone()
    {
        await using var server = Serve(new() { Days = -3 });
        using var http = Trusting(server);
        var ca = folder.Write("ca.pem", server.Authority!);

        await Should.ThrowAsync<HttpRequestException>(() => http.GetStringAsync(server.Url, Cancel));
        var (_, output, errors) = await ProgramRun.ToEndAsync("openssl", "", "s_client", "-connect", $"127.0.0.1:{server.Port}", "-servername", "localhost", "-CAfile", ca);
        (output + errors).ShouldContain("Verify return code: 10 (certificate has expired)");
        await using var strangers = new HttpSession();
        (await Should.ThrowAsync<TlsException>(() => strangers.GetAsync(server.Url, Cancel))).Message.ShouldContain("it expired on");
    }

    [Fact]
    public async Task Certificate_is_for_the_names_that_are_wanted()
    {
        await using var server = Serve(new() { Names = ["api.example.test", "*.example.test", "127.0.0.1"] });
        using var http = Trusting(server);

        (await http.GetStringAsync($"https://127.0.0.1:{server.Port}", Cancel)).ShouldBe("hello");
        await using var strangers = new HttpSession();
        (await Should.ThrowAsync<TlsException>(() => strangers.GetAsync(server.Url, Cancel))).Message.ShouldContain("it is for api.example.test, *.example.test, 127.0.0.1, not for localhost");
    }

    [Fact]
    public async Task Openssl_and_curl_verify_the_chain()
    {
        await using var server = Serve(new());
        var ca = folder.Write("ca.pem", server.Authority!);

        var (_, output, errors) = await ProgramRun.ToEndAsync(
            "openssl", "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "s_client", "-connect", $"127.0.0.1:{server.Port}", "-servername", "localhost", "-CAfile", ca, "-verify_return_error", "-verify_hostname", "localhost", "-ign_eof");
        (output + errors).ShouldContain("Verify return code: 0 (ok)");
        output.ShouldContain("hello");
        (await ProgramRun.ToEndAsync("curl", null, "-sS", "--cacert", ca, server.Url)).Output.ShouldBe("hello");
        (await ProgramRun.ToEndAsync("openssl", server.Authority, "x509", "-noout", "-checkend", "86400")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Client_certificate_is_wanted_made_recorded_and_its_key_masked()
    {
        await using var context = new TestActionContext();
        var serving = await new HttpServe
        {
            Certificate = new() { ClientCertificate = ClientCertificateMode.Require },
            Routes = [new() { Path = "/", Body = "hello" }],
        }.RunAsync(context, Cancel);
        var server = (StubServer)context.Opened.Single();
        context.Masked.ShouldContain(serving.ClientKey!);
        serving.ClientKey.ShouldStartWith("-----BEGIN PRIVATE KEY-----");

        using var known = Trusting(server, withCertificate: true);
        (await known.GetStringAsync(serving.Url, Cancel)).ShouldBe("hello");
        server.Received.Single().ClientCertificate.ShouldBe("CN=runner-client");
        var (ca, certificate, key) = (folder.Write("ca.pem", serving.Ca!), folder.Write("c.pem", serving.ClientCertificate!), folder.Write("k.pem", serving.ClientKey!));
        (await ProgramRun.ToEndAsync("curl", null, "-sS", "--cacert", ca, "--cert", certificate, "--key", key, serving.Url)).Output.ShouldBe("hello");

        using var unknown = Trusting(server);
        await Should.ThrowAsync<HttpRequestException>(() => unknown.GetStringAsync(serving.Url, Cancel));
        context.Logged.ShouldContain(line => line.Message == "A client has no certificate: refused");
        server.Total.ShouldBe(2);
    }

    [Theory]
    [InlineData(ClientCertificateMode.Request)]
    [InlineData(ClientCertificateMode.Require)]
    public async Task Client_certificate_of_someone_else_is_refused(ClientCertificateMode mode)
    {
        await using var server = Serve(new() { ClientCertificate = mode });
        await using var other = Serve(new() { ClientCertificate = mode });
        var (ca, certificate, key) = (folder.Write("ca.pem", server.Authority!), folder.Write("c.pem", other.ClientCertificate!), folder.Write("k.pem", other.ClientKey!));

        (await ProgramRun.ToEndAsync("curl", null, "-sS", "--cacert", ca, "--cert", certificate, "--key", key, server.Url)).ExitCode.ShouldNotBe(0);
        (await ProgramRun.ToEndAsync("curl", null, "-sS", "--cacert", ca, server.Url)).ExitCode.ShouldBe(mode is ClientCertificateMode.Request ? 0 : 52); // CURLE_GOT_NOTHING: TLS 1.3 asks after the handshake
    }

    [Theory]
    [InlineData(StubFailure.Truncate)]
    [InlineData(StubFailure.Reset)]
    [InlineData(StubFailure.Close)]
    [InlineData(StubFailure.Garbage)]
    public async Task Server_misbehaves_over_tls_too(StubFailure failure)
    {
        await using var server = StubServer.Start([new() { Path = "/", Body = "0123456789", Fail = [failure] }], new StubOptions { Tls = new() });
        await using var http = new HttpSession(new() { Tls = TlsSettings.Insecure });

        await Should.ThrowAsync<NetworkException>(() => http.GetAsync(server.Url, Cancel));
    }

    [Fact]
    public async Task Truncated_answer_over_tls_is_not_said_goodbye_to()
    {
        await using var server = StubServer.Start([new() { Path = "/", Body = "0123456789", Fail = [StubFailure.Truncate, StubFailure.None] }], new StubOptions { Tls = new() });

        async Task<string> ReadAsync()
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", server.Port, Cancel);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = Trust(server) }, Cancel);
            await tls.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), Cancel);
            using var reader = new StreamReader(tls);
            return await reader.ReadToEndAsync(Cancel);
        }

        string? cut = null;
        try
        {
            cut = await ReadAsync();
        }
        catch (IOException)
        {
            // The platform tells a missing goodbye apart.
        }
        cut?.ShouldEndWith("\r\n\r\n01234");
        (await ReadAsync()).ShouldEndWith("\r\n\r\n0123456789");
    }

    [Fact]
    public async Task Client_that_speaks_no_tls_or_leaves_is_logged_and_nobody_else_is_hurt()
    {
        var log = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = Serve(new(), log.Enqueue);

        (await StubConversation.GetAsync(server)).ShouldNotContain("hello");
        (await StubConversation.SayAsync(server, "\u0016\u0003")).Dispose();
        using var http = Trusting(server);

        (await http.GetStringAsync(server.Url, Cancel)).ShouldBe("hello");
        log.ShouldContain(line => line.StartsWith("A client's TLS handshake failed: ", StringComparison.Ordinal));
    }

    public static TheoryData<string, HttpServe> WrongInputs => new()
    {
        { "`certificate.names` is empty", new() { Certificate = new() { Names = [] } } },
        { "`certificate.names` has \"a b\"", new() { Certificate = new() { Names = ["a b"] } } },
        { "`certificate.days` is 0", new() { Certificate = new() { Days = 0 } } },
        { "`tls` is false", new() { Tls = false, Certificate = new() } },
    };

    [Theory]
    [MemberData(nameof(WrongInputs), DisableDiscoveryEnumeration = true)]
    public async Task Certificate_that_cannot_be_made_is_refused(string says, HttpServe serve)
    {
        await using var context = new TestActionContext();

        var refusal = await Should.ThrowAsync<ActionInputException>(async () => await serve.RunAsync(context, Cancel));

        refusal.Input.ShouldBe("certificate");
        refusal.Message.ShouldContain(says);
    }
}
