using System.Text;
using Runner.Plugins.Sockets;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Sockets.Tcp;

/// <summary>TLS from the start, and begun later.</summary>
public sealed class TcpTlsTests : IDisposable
{
    readonly PeerFolder folder = new();
    readonly CertificateFiles authority;

    public TcpTlsTests() => authority = new(folder);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    TlsSettings Trusting => TlsSettings.From(new() { Ca = authority.Pem }, folder.Path);

    public void Dispose()
    {
        authority.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Openssl_is_spoken_to_over_tls_with_all_that_was_agreed()
    {
        await using var openssl = await OpenSslPeer.StartAsync(authority.Issue(), "-rev", "-alpn", "test/1");
        await using var client = await TcpClient.ConnectAsync("localhost", openssl.Port, new() { Tls = Trusting, Alpn = ["other", "test/1"] }, Cancel);

        await client.SendAsync("stressed\n"u8.ToArray(), cancel: Cancel);
        (await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel)).Text.ShouldBe("desserts");
        await Should.ThrowAsync<NetworkTimeoutException>(async () => await client.ReceiveAsync(ReceiveUntil.Line, TimeSpan.FromMilliseconds(100), cancel: Cancel));
        await client.SendAsync("again\n"u8.ToArray(), cancel: Cancel);
        (await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel)).Text.ShouldBe("niaga");

        var facts = client.Security.ShouldNotBeNull();
        (facts.Version, facts.Alpn).ShouldBe(("1.3", "test/1"));
        facts.Cipher.ShouldStartWith("TLS_");
        facts.Certificate!.Subject.ShouldBe("CN=localhost");
        client.Timings.Tls.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task Missing_client_certificate_is_a_tls_error_even_when_it_is_told_late()
    {
        await using var openssl = await OpenSslPeer.StartAsync(authority.Issue(), "-Verify", "1", "-CAfile", authority.Pem, "-verify_return_error", "-tls1_3");

        var error = await Should.ThrowAsync<TlsException>(async () =>
        {
            await using var client = await TcpClient.ConnectAsync("localhost", openssl.Port, new() { Tls = Trusting }, Cancel);
            await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel);
        });

        error.Help.ShouldNotBeNull().ShouldContain("tls.certificate");
    }

    [Fact]
    public async Task Postgres_goes_over_to_tls()
    {
        using var data = new PeerFolder();
        var port = PeerProcess.FreePort();
        var postgres = PeerProcess.Require("postgres");
        var bin = Path.GetDirectoryName(new FileInfo(postgres).ResolveLinkTarget(true)?.FullName ?? postgres)!;
        var (certificate, key) = authority.Issue();
        File.Copy(certificate, data.At("server.crt"));
        File.Copy(key, data.At("server.key"));
        // PostgreSQL refuses to run as root, which test machines often are.
        var root = Environment.UserName == "root";
        if (root) await ProgramRun.ToEndAsync("chown", "", "-R", "postgres", data.Path);
        string[] As(params string[] command) => root ? ["-u", "postgres", "--", .. command] : command;
        await ProgramRun.ToEndAsync("chmod", "", "600", data.At("server.key"));
        var init = As($"{bin}/initdb", "-D", data.At("db"), "-A", "trust", "-N");
        await ProgramRun.ToEndAsync(root ? "runuser" : init[0], "", root ? init : init[1..]);
        var serve = As(
            $"{bin}/postgres", "-D", data.At("db"), "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={data.Path}", "-c", "ssl=on",
            "-c", $"ssl_cert_file={data.At("server.crt")}", "-c", $"ssl_key_file={data.At("server.key")}");
        await using var running = await PeerProcess.StartAsync(root ? "runuser" : serve[0], root ? serve : serve[1..], port);
        await using var client = await TcpClient.ConnectAsync("localhost", port, cancel: Cancel);

        var facts = await client.StartTlsAsync(StartTlsProtocol.Postgres, Trusting, cancel: Cancel);

        facts.Certificate!.Subject.ShouldBe("CN=localhost");
        await client.SendAsync(Convert.FromHexString("0000001c00030000757365720078006461746162617365007800" + "0000"), cancel: Cancel);
        (await client.ReceiveAsync(ReceiveUntil.Bytes(1), cancel: Cancel)).Text.ShouldBeOneOf("R", "E");
        var inspected = await TlsInspector.InspectAsync("localhost", port, new() { StartTls = StartTlsProtocol.Postgres, Tls = Trusting }, Cancel);
        inspected.Trusted.ShouldBeTrue(string.Join("; ", inspected.Problems));
    }

    [Theory]
    [InlineData(StartTlsProtocol.Smtp, "EHLO x\r\n", "250")]
    [InlineData(StartTlsProtocol.Imap, "a2 CAPABILITY\r\n", "* CAPABILITY")]
    [InlineData(StartTlsProtocol.Pop3, "CAPA\r\n", "+OK")]
    public async Task Nginx_as_mail_server_goes_over_to_tls(StartTlsProtocol protocol, string command, string answer)
    {
        const string module = "/usr/lib/nginx/modules/ngx_mail_module.so";
        Assert.SkipUnless(File.Exists(module), "missing peer: nginx's mail module");
        var port = PeerProcess.FreePort();
        var (certificate, key) = authority.Issue();
        await using var nginx = await NginxPeer.StartAsync(main: $$"""
            load_module {{module}};
            mail {
              server_name localhost; auth_http 127.0.0.1:1/; starttls on; ssl_certificate {{certificate}}; ssl_certificate_key {{key}};
              server { listen 127.0.0.1:{{port}}; protocol {{protocol.ToString().ToLowerInvariant()}}; }
            }
            """);
        await using var client = await TcpClient.ConnectAsync("localhost", port, cancel: Cancel);

        var facts = await client.StartTlsAsync(protocol, Trusting, cancel: Cancel);
        await client.SendAsync(Encoding.ASCII.GetBytes(command), cancel: Cancel);

        (await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel)).Text.ShouldStartWith(answer);
        facts.Certificate!.Subject.ShouldBe("CN=localhost");
        var inspected = await TlsInspector.InspectAsync("localhost", port, new() { StartTls = protocol, Tls = Trusting, Versions = true }, Cancel);
        inspected.Trusted.ShouldBeTrue(string.Join("; ", inspected.Problems));
        inspected.Versions.ShouldNotBeNull().ShouldContain("1.2");
    }

    [Fact]
    public async Task Pyftpdlib_goes_over_to_tls()
    {
        Assert.SkipUnless(File.Exists("/usr/lib/python3/dist-packages/pyftpdlib/handlers.py"), "missing peer: python3-pyftpdlib");
        var port = PeerProcess.FreePort();
        var (certificate, key) = authority.Issue();
        var script = folder.Write("ftp.py", $"""
            from pyftpdlib.handlers import TLS_FTPHandler
            from pyftpdlib.servers import FTPServer
            TLS_FTPHandler.certfile = '{certificate}'
            TLS_FTPHandler.keyfile = '{key}'
            FTPServer(('127.0.0.1', {port}), TLS_FTPHandler).serve_forever()
            """);
        await using var ftp = await PeerProcess.StartAsync("/usr/bin/python3", [script], port);
        await using var client = await TcpClient.ConnectAsync("localhost", port, cancel: Cancel);

        (await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel)).Text.ShouldStartWith("220"); // read before: not waited for again
        await client.StartTlsAsync(StartTlsProtocol.Ftp, Trusting, cancel: Cancel);
        await client.SendAsync("PBSZ 0\r\n"u8.ToArray(), cancel: Cancel);

        (await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel)).Text.ShouldStartWith("200");
    }

    /// <summary>The words as the RFCs have them, and a real handshake after them.</summary>
    [Theory]
    [InlineData(StartTlsProtocol.Nntp, "200 news ready\r\n", "STARTTLS\r\n", "382 Continue\r\n")]
    [InlineData(StartTlsProtocol.Ldap, "", "0\u001d\u0002\u0001\u0001w\u0018\u0080\u00161.3.6.1.4.1.1466.20037", "0$\u0002\u0001\u0001x\u001f\u000a\u0001\u0000\u0004\u0000\u0004\u0000\u008a\u00161.3.6.1.4.1.1466.20037")]
    [InlineData(StartTlsProtocol.Xmpp, "", "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>\r\n", "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")]
    public async Task Words_before_tls_are_those_of_the_protocol(StartTlsProtocol protocol, string greeting, string asked, string yes)
    {
        using var certificate = TestCertificate.SelfSigned().Load();
        var heard = "";
        await using var peer = RawPeer.Start(async (stream, cancel) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(greeting), cancel);
            if (protocol == StartTlsProtocol.Xmpp)
            {
                await UntilAsync("version='1.0'>\r\n");
                await stream.WriteAsync("<stream:stream id='1'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"u8.ToArray(), cancel);
                heard = "";
            }
            await UntilAsync(asked);
            await stream.WriteAsync(Encoding.Latin1.GetBytes(yes), cancel);
            await using var tls = new System.Net.Security.SslStream(stream);
            await tls.AuthenticateAsServerAsync(certificate);
            await tls.WriteAsync("hello\n"u8.ToArray(), cancel);

            async Task UntilAsync(string end)
            {
                var one = new byte[1];
                while (!heard.EndsWith(end, StringComparison.Ordinal) && await stream.ReadAsync(one, cancel) > 0) heard += (char)one[0];
            }
        });
        await using var client = await TcpClient.ConnectAsync("localhost", peer.Port, new() { Dialing = new() { Family = System.Net.Sockets.AddressFamily.InterNetwork } }, Cancel);

        await client.StartTlsAsync(protocol, TlsSettings.Insecure, cancel: Cancel);

        (await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel)).Text.ShouldBe("hello");
        heard.ShouldBe(asked);
    }

    [Theory]
    [InlineData(StartTlsProtocol.Smtp, "220 x\r\n250-x\r\n250 SIZE\r\n", "it does not offer STARTTLS.")]
    [InlineData(StartTlsProtocol.Smtp, "220 x\r\n250-x\r\n250 STARTTLS\r\n454 not now\r\n", "it refused STARTTLS with \"454 not now\".")]
    [InlineData(StartTlsProtocol.Smtp, "554 go away\r\n", "it refused the connection with \"554 go away\".")]
    [InlineData(StartTlsProtocol.Imap, "* OK x\r\na1 BAD no\r\n", "it refused STARTTLS with \"a1 BAD no\".")]
    [InlineData(StartTlsProtocol.Pop3, "+OK x\r\n-ERR no\r\n", "it refused STLS with \"-ERR no\".")]
    [InlineData(StartTlsProtocol.Postgres, "N", "PostgreSQL is not set up for it (ssl = off).")]
    [InlineData(StartTlsProtocol.Ldap, "0\u000c\u0002\u0001\u0001x\u0007\n\u0001\u0034\u0004\u0000\u0004\u0000", "it refused StartTLS with \"result code 52\".")]
    [InlineData(StartTlsProtocol.Xmpp, "<stream:stream><stream:features/>", "it does not offer starttls.")]
    public async Task Server_that_does_not_want_tls_is_a_tls_error(StartTlsProtocol protocol, string answers, string why)
    {
        await using var peer = Answering(answers);
        await using var client = await TcpClient.ConnectAsync("127.0.0.1", peer.Port, cancel: Cancel);

        var error = await Should.ThrowAsync<TlsException>(async () => await client.StartTlsAsync(protocol, cancel: Cancel));

        error.Message.ShouldBe($"No TLS with 127.0.0.1:{peer.Port}: {why}");
    }

    [Theory]
    [InlineData(StartTlsProtocol.Smtp)]
    [InlineData(StartTlsProtocol.Imap)]
    [InlineData(StartTlsProtocol.Pop3)]
    [InlineData(StartTlsProtocol.Ftp)]
    [InlineData(StartTlsProtocol.Ldap)]
    [InlineData(StartTlsProtocol.Xmpp)]
    [InlineData(StartTlsProtocol.Postgres)]
    public async Task Server_of_another_protocol_is_a_protocol_error(StartTlsProtocol protocol)
    {
        await using var peer = Answering("HTTP/1.1 400 Bad Request\r\n\r\n");
        await using var client = await TcpClient.ConnectAsync("127.0.0.1", peer.Port, cancel: Cancel);

        (await Should.ThrowAsync<ProtocolException>(async () => await client.StartTlsAsync(protocol, cancel: Cancel))).Message.ShouldContain("does not speak");
    }

    [Fact]
    public async Task Words_in_the_clear_after_starttls_are_refused()
    {
        await using var peer = Answering("220 x\r\n250 STARTTLS\r\n220 go\r\n250 injected\r\n");
        await using var client = await TcpClient.ConnectAsync("127.0.0.1", peer.Port, cancel: Cancel);

        var error = await Should.ThrowAsync<ProtocolException>(async () => await client.StartTlsAsync(StartTlsProtocol.Smtp, cancel: Cancel));

        error.Message.ShouldBe($"127.0.0.1:{peer.Port} went on in the clear where TLS was to begin: \"250 injected\\r\\n\".");
    }

    [Fact]
    public async Task Silent_server_ends_the_words_in_time()
    {
        await using var peer = RawPeer.Start((_, cancel) => Task.Delay(Timeout.Infinite, cancel));
        await using var client = await TcpClient.ConnectAsync("127.0.0.1", peer.Port, cancel: Cancel);

        await Should.ThrowAsync<NetworkTimeoutException>(async () => await client.StartTlsAsync(StartTlsProtocol.Smtp, wait: TimeSpan.FromMilliseconds(100), cancel: Cancel));
        await Should.ThrowAsync<NetworkTimeoutException>(async () => await client.StartTlsAsync(StartTlsProtocol.None, wait: TimeSpan.FromMilliseconds(100), cancel: Cancel));
    }

    static RawPeer Answering(string answers) => RawPeer.Start(async (stream, cancel) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answers), cancel);
        await Task.Delay(Timeout.Infinite, cancel);
    });
}
