using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http;

/// <summary>Trust and ways to a server, against nginx.</summary>
public sealed class HttpNginxTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<NginxPeer> StartAsync(TestAuthority authority, string name = "localhost", int daysLeft = 30, string more = "")
    {
        var folder = new PeerFolder();
        var (certificate, key) = authority.Issue(name, until: DateTimeOffset.UtcNow.AddDays(daysLeft).AddHours(1));
        folder.Write("server.pem", certificate);
        folder.Write("server.key", key);
        folder.Write("ca.pem", authority.Pem);
        Directory.CreateDirectory(folder.At("html"));
        folder.Write("html/hello.txt", "hello");
        return await NginxPeer.StartAsync(
            folder, "ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;" + more, listen: "ssl http2");
    }

    static async Task<HttpResponse> GetAsync(HttpGet get)
    {
        await using var context = new TestActionContext();
        return await get.RunAsync(context, Cancel);
    }

    [Fact]
    public async Task Certificate_of_an_own_authority_is_trusted_by_whoever_names_it()
    {
        using var authority = new TestAuthority();
        await using var nginx = await StartAsync(authority);
        var url = $"https://localhost:{nginx.Port}/hello.txt";

        var byFile = await GetAsync(new() { Url = url, Tls = new() { Ca = nginx.Folder.At("ca.pem") } });
        var byText = await GetAsync(new() { Url = url, Tls = new() { Ca = authority.Pem } });
        var refused = await Should.ThrowAsync<TlsException>(() => GetAsync(new() { Url = url }));

        (byFile.Body, byFile.HttpVersion).ShouldBe(("hello", "2.0"));
        byText.Certificate!.DaysLeft.ShouldBe(30);
        refused.Message.ShouldContain("\"CN=Test CA\" is not a certificate authority that this machine trusts");
    }

    [Fact]
    public async Task Another_authority_is_not_trusted_and_the_message_says_that_it_is_not_in_the_file()
    {
        using var authority = new TestAuthority();
        using var another = new TestAuthority("Another CA");
        await using var nginx = await StartAsync(authority);

        var error = await Should.ThrowAsync<TlsException>(
            () => GetAsync(new() { Url = $"https://localhost:{nginx.Port}/hello.txt", Tls = new() { Ca = another.Pem } }));

        error.Message.ShouldContain("is not a certificate authority in tls.ca");
    }

    [Fact]
    public async Task Client_certificate_is_shown_to_a_server_that_wants_one()
    {
        using var authority = new TestAuthority();
        await using var nginx = await StartAsync(
            authority, more: "ssl_client_certificate {folder}/ca.pem; ssl_verify_client on; location / { return 200 $ssl_client_s_dn; }");
        var url = $"https://localhost:{nginx.Port}/";
        var (certificate, key) = authority.Issue("client-7");
        var files = nginx.Folder;
        using (var pair = X509Certificate2.CreateFromPem(certificate, key))
            File.WriteAllBytes(files.At("client.pfx"), pair.Export(X509ContentType.Pkcs12, "pass"));

        var with = await GetAsync(new() { Url = url, Tls = new() { Ca = authority.Pem, Certificate = files.Write("client.pem", certificate), Key = files.Write("client.key", key) } });
        var joined = await GetAsync(new() { Url = url, Tls = new() { Ca = authority.Pem, Certificate = files.Write("both.pem", certificate + "\n" + key) } });
        var pfx = await GetAsync(new() { Url = url, Tls = new() { Ca = authority.Pem, Certificate = files.At("client.pfx"), Password = "pass" } });
        var without = await GetAsync(new() { Url = url, Tls = new() { Ca = authority.Pem } });

        new[] { with.Body, joined.Body, pfx.Body }.ShouldAllBe(body => body == "CN=client-7");
        (without.Status, without.Body.Contains("No required SSL certificate", StringComparison.Ordinal)).ShouldBe((400, true));
    }

    [Fact]
    public async Task Certificate_file_that_cannot_be_used_is_told_before_anything_is_sent()
    {
        using var authority = new TestAuthority();
        using var files = new PeerFolder();
        var (certificate, key) = authority.Issue();
        var (_, otherKey) = authority.Issue();
        var noPem = files.Write("no.pem", "hello");
        var pem = files.Write("c.pem", certificate);

        foreach (var (tls, message) in new (TlsOptions, string)[]
        {
            (new() { Ca = "./missing.pem" }, "`tls.ca`, ./missing.pem, is not there:"),
            (new() { Ca = noPem }, $"`tls.ca`, {noPem}, has no certificate in PEM"),
            (new() { Certificate = pem }, $"`tls.certificate`, {pem}, has no private key in it: give `tls.key`."),
            (new() { Certificate = noPem }, "cannot be opened as PFX: does it need `tls.password`?"),
            (new() { Certificate = pem, Key = files.Write("o.key", otherKey) }, "`tls.key`"),
            (new() { Certificate = pem, Key = pem }, $"`tls.key`, {pem}, has no private key in PEM."),
            (new() { Key = key }, "`tls.key` is the key of a certificate: give `tls.certificate` too."),
            (new() { Pins = ["abc"] }, "`tls.pins` has \"abc\": give the SHA-256"),
            (new() { MinVersion = "1.4" }, "`tls.min-version` is \"1.4\": give 1.0, 1.1, 1.2 or 1.3."),
            (new() { MinVersion = "1.3", MaxVersion = "1.2" }, "newer than `tls.max-version`"),
        })
        {
            var error = await Should.ThrowAsync<ActionInputException>(() => GetAsync(new() { Url = "https://127.0.0.1:9/", Tls = tls }));
            error.Input.ShouldBe("tls");
            error.Message.ShouldContain(message);
        }
    }

    [Fact]
    public async Task Pinned_certificate_is_accepted_and_any_other_is_refused()
    {
        using var authority = new TestAuthority();
        await using var nginx = await StartAsync(authority);
        var url = $"https://localhost:{nginx.Port}/hello.txt";
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(nginx.Folder.At("server.pem")));
        var ofKey = "sha256//" + Convert.ToBase64String(
            SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        var ofCertificate = Convert.ToHexString(SHA256.HashData(certificate.RawData));

        (await GetAsync(new() { Url = url, Tls = new() { Ca = authority.Pem, Pins = [ofKey] } })).Status.ShouldBe(200);
        (await GetAsync(new() { Url = url, Tls = new() { Verify = false, Pins = [new string('0', 64), ofCertificate] } })).Status.ShouldBe(200);
        var error = await Should.ThrowAsync<TlsException>(
            () => GetAsync(new() { Url = url, Tls = new() { Verify = false, Pins = [new string('0', 64)] } }));

        error.Message.ShouldContain("the certificate \"CN=localhost\" is none of those in tls.pins");
    }

    [Fact]
    public async Task Name_is_reached_at_a_given_address_and_its_certificate_must_be_for_the_name()
    {
        using var authority = new TestAuthority();
        await using var nginx = await StartAsync(authority, "api.test", more: "location /host { return 200 $host; }");
        var tls = new TlsOptions { Ca = authority.Pem };

        var response = await GetAsync(new()
        {
            Url = "https://api.test/host",
            Tls = tls,
            Resolve = new Dictionary<string, string> { ["api.test:443"] = $"127.0.0.1:{nginx.Port}" },
        });
        var asked = await GetAsync(new() { Url = $"https://127.0.0.1:{nginx.Port}/hello.txt", Tls = tls with { ServerName = "api.test" } });

        (response.Body, response.RemoteAddress).ShouldBe(("api.test", $"127.0.0.1:{nginx.Port}"));
        asked.Status.ShouldBe(200);
    }

    [Fact]
    public async Task Old_version_of_tls_is_refused_when_the_newest_is_wanted()
    {
        using var authority = new TestAuthority();
        await using var nginx = await StartAsync(authority, more: "ssl_protocols TLSv1.2;");
        var url = $"https://localhost:{nginx.Port}/hello.txt";

        (await GetAsync(new() { Url = url, Tls = new() { Ca = authority.Pem, MaxVersion = "1.2" } })).Status.ShouldBe(200);
        var error = await Should.ThrowAsync<TlsException>(() => GetAsync(new() { Url = url, Tls = new() { Ca = authority.Pem, MinVersion = "1.3" } }));

        error.Message.ShouldContain("protocol_version");
    }

    [Fact]
    public async Task Unix_socket_is_spoken_to_in_place_of_the_host()
    {
        using var authority = new TestAuthority();
        await using var nginx = await StartAsync(authority, more: "listen unix:{folder}/web.sock; location /where { return 200 $host$server_addr; }");

        var response = await GetAsync(new() { Url = "http://service.invalid/where", UnixSocket = nginx.Folder.At("web.sock") });
        var missing = await Should.ThrowAsync<ConnectionFailedException>(() => GetAsync(new() { Url = "http://x.invalid/", UnixSocket = nginx.Folder.At("no.sock") }));

        response.Body.ShouldBe($"service.invalidunix:{nginx.Folder.At("web.sock")}");
        missing.Message.ShouldContain("no.sock does not exist.");
    }

    [Fact]
    public async Task Request_comes_from_the_local_address_that_it_names()
    {
        using var authority = new TestAuthority();
        await using var nginx = await StartAsync(authority, more: "location /from { return 200 $remote_addr; }");
        var url = $"https://localhost:{nginx.Port}/from";
        var tls = new TlsOptions { Ca = authority.Pem };

        (await GetAsync(new() { Url = url, Tls = tls, LocalAddress = IPAddress.Parse("127.0.0.9") })).Body.ShouldBe("127.0.0.9");
        var foreign = await Should.ThrowAsync<ActionInputException>(
            () => GetAsync(new() { Url = url, Tls = tls, LocalAddress = IPAddress.Parse("192.0.2.1") }));

        foreign.Message.ShouldContain("192.0.2.1, which is no address of this machine");
    }

    [Fact]
    public async Task Http3_without_quic_is_refused_with_what_to_install()
    {
        Assert.SkipWhen(System.Net.Quic.QuicConnection.IsSupported, "this system has QUIC");

        var error = await Should.ThrowAsync<ActionInputException>(() => GetAsync(new() { Url = "https://127.0.0.1:9/", HttpVersion = HttpProtocol.Http3 }));

        (error.Input, error.Message.Contains("needs QUIC", StringComparison.Ordinal)).ShouldBe(("http-version", true));
    }
}
