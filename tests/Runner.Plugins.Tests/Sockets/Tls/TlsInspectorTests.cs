using System.Security.Cryptography.X509Certificates;
using Runner.Plugins.Sockets;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Sockets.Tls;

/// <summary>What is said of servers: openssl's and nginx, with certificates good and bad.</summary>
public sealed class TlsInspectorTests : IDisposable
{
    readonly PeerFolder folder = new();
    readonly CertificateFiles authority;

    public TlsInspectorTests() => authority = new(folder, DateTimeOffset.UtcNow.AddDays(20).AddHours(1));

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    TlsOptions Trusting => new() { Ca = authority.Pem };

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    async Task<TlsInspection> InspectAsync((string, string) shown, bool versions = false, params string[] arguments)
    {
        await using var openssl = await OpenSslPeer.StartAsync(shown, arguments);
        await using var context = new TestActionContext();
        return await new TlsInspect { Host = "localhost", Port = openssl.Port, Tls = Trusting, Versions = versions }.RunAsync(context, Cancel);
    }

    [Fact]
    public async Task Good_server_is_told_whole()
    {
        var tls = await InspectAsync(authority.Issue(), versions: true);

        tls.Problems.ShouldBeEmpty();
        tls.Trusted.ShouldBeTrue();
        tls.NameMatches.ShouldBeTrue();
        (tls.DaysLeft, tls.ChainDaysLeft).ShouldBe((30, 20));
        (tls.Protocol, tls.Alpn).ShouldBe(("1.3", null));
        tls.Cipher.ShouldStartWith("TLS_AES");
        tls.Versions.ShouldBe(["1.2", "1.3"]);
        tls.Stapled.ShouldBe(false);
        tls.WantsCertificate.ShouldBe(false);
        tls.Chain.Select(one => (one.Subject, one.SelfSigned, one.Sent)).ShouldBe([("CN=localhost", false, true), ("CN=Test CA", true, false)]);
        var leaf = tls.Certificate;
        (leaf.KeyType, leaf.KeyBits, leaf.SignatureAlgorithm, leaf.SerialNumber).ShouldBe(("RSA", 2048, "sha256RSA", "1001"));
        leaf.Sans.ShouldBe(["localhost", "127.0.0.1", "::1"]);
        tls.Timings.Connect.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task Issuer_that_was_not_sent_is_told_of()
    {
        await using var openssl = await OpenSslPeer.StartAsync(authority.Issue());
        await using var context = new TestActionContext();

        var tls = await new TlsInspect { Host = "localhost", Port = openssl.Port }.RunAsync(context, Cancel);

        tls.Problems.ShouldHaveSingleItem().ShouldEndWith("that this machine trusts, and the certificate of that issuer was not sent with it: an intermediate certificate may be missing there");
    }

    [Fact]
    public async Task Port_that_stalls_the_handshake_is_asked_for_tls_and_not_for_a_firewall()
    {
        await using var silent = RawPeer.Start((_, cancel) => Task.Delay(Timeout.Infinite, cancel));
        await using var context = new TestActionContext();

        var error = await Should.ThrowAsync<NetworkTimeoutException>(async () => await new TlsInspect { Host = "127.0.0.1", Port = silent.Port, ConnectTimeout = TimeSpan.FromMilliseconds(500) }.RunAsync(context, Cancel));

        error.Help!.ShouldContain("does this port speak TLS");
    }

    [Theory]
    [InlineData("")]
    [InlineData("220")]
    [InlineData("SSH-2.0\r\n")]
    public async Task Words_before_tls_fail_with_help_that_names_inputs_of_this_action(string said)
    {
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(said), cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });
        await using var context = new TestActionContext();

        var error = await Should.ThrowAsync<NetworkException>(async () => await new TlsInspect { Host = "127.0.0.1", Port = peer.Port, StartTls = StartTlsProtocol.Smtp, ConnectTimeout = TimeSpan.FromMilliseconds(500) }.RunAsync(context, Cancel));

        foreach (var foreign in new[] { "`wait`", "`max-size`", "`protocol`" }) (error.Help ?? "").ShouldNotContain(foreign);
    }

    [Fact]
    public async Task Expired_certificate_of_another_host_has_both_problems()
    {
        var tls = await InspectAsync(authority.Issue("other.example", DateTimeOffset.UtcNow.AddDays(-60), DateTimeOffset.UtcNow.AddDays(-10).AddHours(1), ecdsa: true));

        tls.Trusted.ShouldBeFalse();
        tls.NameMatches.ShouldBeFalse();
        tls.DaysLeft.ShouldBe(-10);
        tls.Problems.Count.ShouldBe(2);
        tls.Problems[0].ShouldStartWith("it expired on ");
        tls.Problems[1].ShouldBe("it is for other.example, not for localhost");
        (tls.Certificate.KeyType, tls.Certificate.KeyBits).ShouldBe(("ECDSA", 256));
    }

    [Fact]
    public async Task Self_signed_certificate_is_called_so()
    {
        var tls = await InspectAsync(authority.Write(TestCertificate.SelfSigned()));

        tls.Problems.ShouldBe(["it is self-signed"]);
        tls.Chain.ShouldHaveSingleItem().SelfSigned.ShouldBeTrue();
    }

    [Fact]
    public async Task Pin_that_does_not_fit_is_a_problem()
    {
        await using var openssl = await OpenSslPeer.StartAsync(authority.Issue());
        await using var context = new TestActionContext();

        var tls = await new TlsInspect { Host = "localhost", Port = openssl.Port, Tls = Trusting with { Pins = [new string('0', 64)] } }.RunAsync(context, Cancel);

        tls.Problems.ShouldBe(["it is none of those in tls.pins"]);
    }

    [Theory]
    [InlineData("-tls1_2", "1.2", false)]
    [InlineData("-tls1_3", "1.3", null)]
    public async Task Server_of_one_version_accepts_that_one(string only, string version, bool? stapled)
    {
        var tls = await InspectAsync(authority.Issue(), versions: true, only);

        (tls.Trusted, tls.Protocol, tls.Stapled).ShouldBe((true, version, stapled));
        tls.Versions.ShouldBe([version]);
    }

    [Fact]
    public async Task Old_versions_are_seen_though_this_machine_would_not_speak_them()
    {
        var tls = await InspectAsync(authority.Issue(), versions: true, "-no_tls1_2", "-no_tls1_3", "-cipher", "ALL:@SECLEVEL=0");

        tls.Versions.ShouldBe(["1.0", "1.1"]);
        tls.Certificate.Subject.ShouldBe("CN=localhost");
        tls.NameMatches.ShouldBeTrue();
        if (tls.Protocol == "1.1") tls.Problems.ShouldAllBe(problem => problem.StartsWith("there is no handshake with it: No TLS with localhost:"));
    }

    [Theory]
    [InlineData("-tls1_2", true)]
    [InlineData("-tls1_3", null)]
    public async Task Server_that_wants_a_certificate_shows_its_own_all_the_same(string only, bool? wants)
    {
        var tls = await InspectAsync(authority.Issue(), false, "-Verify", "1", "-CAfile", authority.Pem, "-verify_return_error", only);

        tls.Trusted.ShouldBeTrue(string.Join("; ", tls.Problems));
        tls.WantsCertificate.ShouldBe(wants);
        (tls.DaysLeft, tls.Chain.Count).ShouldBe((30, 2));
    }

    [Fact]
    public async Task Staple_of_openssl_and_of_nginx_is_seen()
    {
        var (certificate, key) = authority.Issue();
        var response = await OcspResponseAsync(certificate);
        (await InspectAsync((certificate, key), false, "-status_file", response)).Stapled.ShouldBe(true);

        await using var nginx = await NginxPeer.StartAsync($"""
            ssl_certificate {certificate}; ssl_certificate_key {key}; ssl_protocols TLSv1.2 TLSv1.3;
            ssl_stapling on; ssl_stapling_file {response}; ssl_trusted_certificate {authority.Pem};
            """, listen: "ssl http2");
        await using var context = new TestActionContext();

        var tls = await new TlsInspect { Host = "localhost", Port = nginx.Port, Tls = Trusting, Alpn = ["h2", "http/1.1"], Versions = true }.RunAsync(context, Cancel);

        (tls.Trusted, tls.Stapled, tls.Alpn).ShouldBe((true, true, "h2"));
        tls.Versions.ShouldBe(["1.2", "1.3"]);
    }

    [Fact]
    public async Task Peer_without_tls_is_a_tls_error()
    {
        await using var plain = RawPeer.Answering("HTTP/1.1 400 Bad Request\r\n\r\n");
        await using var closing = RawPeer.Start((_, _) => Task.CompletedTask);

        (await Should.ThrowAsync<TlsException>(async () => await TlsInspector.InspectAsync("127.0.0.1", closing.Port, cancel: Cancel))).Target.ShouldBe($"127.0.0.1:{closing.Port}");
        await using var talking = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.WriteAsync("220 mail ready\r\n"u8.ToArray(), cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });
        (await Should.ThrowAsync<TlsException>(async () => await TlsInspector.InspectAsync("127.0.0.1", talking.Port, cancel: Cancel)))
            .Message.ShouldContain("it does not speak TLS, it said \"220 mail");
    }

    [Fact]
    public async Task Silent_and_closed_ports_are_errors_of_their_kinds()
    {
        await using var silent = RawPeer.Start((_, cancel) => Task.Delay(Timeout.Infinite, cancel));
        var options = new TlsInspectorOptions { ConnectTimeout = TimeSpan.FromMilliseconds(300) };

        await Should.ThrowAsync<NetworkTimeoutException>(async () => await TlsInspector.InspectAsync("127.0.0.1", silent.Port, options, Cancel));
        await Should.ThrowAsync<ConnectionFailedException>(async () => await TlsInspector.InspectAsync("127.0.0.1", PeerProcess.FreePort(), options, Cancel));
    }

    [Fact]
    public async Task Not_verifying_has_no_meaning_here()
    {
        await using var context = new TestActionContext();
        (await Should.ThrowAsync<ActionInputException>(async () => await new TlsInspect { Host = "localhost", Tls = new() { Verify = false } }.RunAsync(context, Cancel)))
            .Message.ShouldContain("no certificate is refused");
    }

    /// <summary>What openssl's responder says of a certificate: that it is good.</summary>
    async Task<string> OcspResponseAsync(string certificate)
    {
        using var asked = X509CertificateLoader.LoadCertificateFromFile(certificate);
        var serial = asked.SerialNumber;
        var index = folder.Write("index.txt", $"V\t{DateTime.UtcNow.AddYears(1):yyMMddHHmmss}Z\t\t{serial}\tunknown\t/CN=localhost\n");
        var response = folder.At("ocsp.der");
        var output = await ProgramRun.ToEndAsync(
            "openssl", "", "ocsp", "-index", index, "-rsigner", authority.Pem, "-rkey", authority.Key, "-CA", authority.Pem,
            "-issuer", authority.Pem, "-cert", certificate, "-respout", response, "-ndays", "7");
        File.Exists(response).ShouldBeTrue(output.Text);
        return response;
    }
}
