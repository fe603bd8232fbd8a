using System.Net;
using Runner.Plugins.Sockets;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Sockets.Tcp;

/// <summary>The server, seen by netcat, socat, openssl and clients that misbehave.</summary>
public sealed class TcpServerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static TcpTurn Say(string text) => new() { Send = new() { Text = text } };

    static TcpTurn Hear(string end) => new() { Receive = new() { Delimiter = end } };

    static async Task<string> NetcatAsync(TcpServer server, string input) => (await ProgramRun.ToEndAsync("nc", input, "-N", "127.0.0.1", $"{server.Port}")).Text;

    [Fact]
    public async Task Netcat_hears_its_echo()
    {
        await using var server = TcpServer.Start(new() { Echo = true });

        (await NetcatAsync(server, "hello\nworld\n")).ShouldBe("hello\nworld\n");

        var said = (await server.WaitForConversationsAsync(1, cancel: Cancel)).ShouldHaveSingleItem();
        (said.Text, said.Received, said.Sent, said.Ended, said.Error).ShouldBe(("hello\nworld\n", 12, 12, true, null));
        said.Remote.ShouldStartWith("127.0.0.1:");
    }

    [Fact]
    public async Task Turns_greet_wait_and_answer_every_client_alike()
    {
        await using var server = TcpServer.Start(new() { Turns = [Say("220 ready\r\n"), new() { Receive = new() { Line = true }, Send = new() { Text = "250 fine", Line = true } }] });

        for (var i = 0; i < 2; i++) (await NetcatAsync(server, $"HELO {i}\r\n")).ShouldBe("220 ready\r\n250 fine\r\n");

        var said = await server.WaitForConversationsAsync(2, cancel: Cancel);
        said.Select(one => one.Text).ShouldBe(["HELO 0\r\n", "HELO 1\r\n"]);
    }

    [Fact]
    public async Task Turns_repeat_until_the_client_goes()
    {
        await using var server = TcpServer.Start(new() { Turns = [new() { Receive = new() { Line = true }, Send = new() { Text = "yes\n" } }], Then = TcpEnding.Repeat });

        (await NetcatAsync(server, "a\nb\nc\n")).ShouldBe("yes\nyes\nyes\n");
        (await server.WaitForConversationsAsync(1, cancel: Cancel))[0].Error.ShouldBeNull();
    }

    [Fact]
    public async Task Reset_reaches_the_client_as_a_reset()
    {
        await using var server = TcpServer.Start(new() { Turns = [Hear("\n")], Then = TcpEnding.Reset });
        await using var client = await TcpClient.ConnectAsync("127.0.0.1", server.Port, cancel: Cancel);
        await client.SendAsync("x\n"u8.ToArray(), cancel: Cancel);

        (await Should.ThrowAsync<ConnectionFailedException>(async () => await client.ReceiveAsync(ReceiveUntil.Closed, cancel: Cancel))).Message.ShouldContain("reset");
    }

    [Fact]
    public async Task Client_that_does_not_say_its_part_is_told_of()
    {
        await using var server = TcpServer.Start(new() { Turns = [Hear("\n")] });

        (await NetcatAsync(server, "no line")).ShouldBeEmpty();

        var said = (await server.WaitForConversationsAsync(1, cancel: Cancel))[0];
        said.Error.ShouldNotBeNull().ShouldEndWith("closed the connection before it sent the delimiter \"\\n\"; it sent 7 bytes: \"no line\".");
    }

    [Fact]
    public async Task Record_is_bounded_and_what_was_sent_is_counted()
    {
        await using var server = TcpServer.Start(new() { Echo = true });
        await using (var client = await TcpClient.ConnectAsync("127.0.0.1", server.Port, cancel: Cancel))
        {
            var much = new byte[3 * 1024 * 1024];
            var hearing = client.ReceiveAsync(ReceiveUntil.Bytes(much.Length), TimeSpan.FromSeconds(30), much.Length, Cancel).AsTask();
            await client.SendAsync(much, TimeSpan.FromSeconds(30), Cancel);
            (await hearing).Size.ShouldBe(much.Length);
        }

        var said = (await server.WaitForConversationsAsync(1, cancel: Cancel))[0];
        (said.Size, said.Received).ShouldBe((1024 * 1024, 3 * 1024 * 1024));
    }

    [Fact]
    public async Task Accepted_client_is_a_connection_like_any()
    {
        await using var server = TcpServer.Start();
        var netcat = NetcatAsync(server, "question\n");

        await using (var client = await server.AcceptAsync(cancel: Cancel))
        {
            (await client.ReceiveAsync(ReceiveUntil.Line, cancel: Cancel)).Text.ShouldBe("question");
            await client.SendAsync("answer\n"u8.ToArray(), cancel: Cancel);
        }

        (await netcat).ShouldBe("answer\n");
        (await Should.ThrowAsync<NetworkTimeoutException>(async () => await server.AcceptAsync(TimeSpan.FromMilliseconds(50), Cancel)))
            .Message.ShouldBe($"No client came to 127.0.0.1:{server.Port} within 50 ms.");
    }

    [Fact]
    public async Task Only_so_many_clients_are_let_in()
    {
        await using var server = TcpServer.Start(new() { Turns = [Say("hi\n")], MaxClients = 1 });

        (await NetcatAsync(server, "")).ShouldBe("hi\n");
        await server.WaitForConversationsAsync(1, cancel: Cancel);

        (await PortProber.ProbeAsync("127.0.0.1", server.Port, cancel: Cancel)).State.ShouldBe(TcpPortState.Refused);
    }

    [Fact]
    public async Task Unix_socket_is_listened_on_and_goes_with_the_server()
    {
        using var folder = new PeerFolder();
        var path = folder.At("here.sock");
        await using (var server = TcpServer.Start(new() { UnixSocket = path, Echo = true }))
        {
            server.Address.ShouldBe(path);
            (await ProgramRun.ToEndAsync("nc", "over unix\n", "-N", "-U", path)).Text.ShouldBe("over unix\n");
            (await ProgramRun.ToEndAsync("socat", "and socat\n", "-", $"UNIX-CONNECT:{path}")).Text.ShouldBe("and socat\n");
            Should.Throw<ActionInputException>(() => TcpServer.Start(new() { UnixSocket = path })).Message.ShouldContain("is there already");
        }
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task Openssl_trusts_the_certificate_that_was_made()
    {
        using var folder = new PeerFolder();
        await using var context = new TestActionContext();
        var listening = await new TcpListen { Echo = true, Secure = true }.RunAsync(context, Cancel);
        var authority = folder.Write("made.pem", listening.Certificate.ShouldNotBeNull());
        listening.Certificate.ShouldNotContain("PRIVATE");

        var output = await ProgramRun.ToEndAsync(
            "openssl", "", "s_client", "-connect", listening.Address, "-CAfile", authority, "-verify_return_error", "-verify_hostname", "localhost", "-brief");

        output.Text.ShouldContain("Verification: OK");
    }

    [Fact]
    public async Task Client_without_the_wanted_certificate_is_turned_away_and_one_with_it_let_in()
    {
        using var folder = new PeerFolder();
        using var authority = new CertificateFiles(folder);
        var (certificate, key) = authority.Issue();
        var (ours, ourKey) = authority.Issue("client");
        var tls = TlsSettings.From(new() { Certificate = certificate, Key = key, Ca = authority.Pem }, folder.Path);
        await using var server = TcpServer.Start(new() { Tls = tls });

        var without = ProgramRun.ToEndAsync("openssl", "", "s_client", "-connect", server.Address, "-CAfile", authority.Pem);
        (await Should.ThrowAsync<TlsException>(async () => await server.AcceptAsync(cancel: Cancel))).Message.ShouldContain("it showed no certificate");
        await without;
        var with = ProgramRun.ToEndAsync("openssl", "Q\n", "s_client", "-connect", server.Address, "-CAfile", authority.Pem, "-cert", ours, "-key", ourKey, "-quiet", "-no_ign_eof");
        await using var client = await server.AcceptAsync(cancel: Cancel);
        client.Security!.Certificate!.Subject.ShouldBe("CN=client");
        await client.DisposeAsync();
        await with;
    }

    [Fact]
    public async Task Starttls_in_a_turn_is_what_openssl_expects_of_a_mail_server()
    {
        await using var context = new TestActionContext();
        var listening = await new TcpListen
        {
            Turns =
            [
                Say("220 mail\r\n"), new() { Receive = new() { Line = true }, Send = new() { Text = "250-mail\r\n250 STARTTLS\r\n" } },
                new() { Receive = new() { Line = true }, Send = new() { Text = "220 go\r\n" }, StartTls = new() },
            ],
        }.RunAsync(context, Cancel);

        var output = await ProgramRun.ToEndAsync("openssl", "", "s_client", "-connect", listening.Address, "-starttls", "smtp", "-brief");

        output.Text.ShouldContain("CONNECTION ESTABLISHED");
    }

    [Fact]
    public async Task Client_that_does_not_speak_tls_is_told_of()
    {
        await using var context = new TestActionContext();
        var listening = await new TcpListen { Echo = true, Secure = true }.RunAsync(context, Cancel);
        await ProgramRun.ToEndAsync("nc", "GET / HTTP/1.0\r\n\r\n", "-N", "127.0.0.1", $"{listening.Port}");

        var recorded = await new TcpRecorded { Connection = (TcpServer)context.Opened.Single(), Count = 1 }.RunAsync(context, Cancel);

        recorded.Conversations[0].Error.ShouldNotBeNull().ShouldEndWith("it does not speak TLS, it said \"GET / HTTP/1.0\\r\\n\\r\\n\".");
    }

    [Fact]
    public async Task Server_that_is_disposed_lets_go_of_all_clients()
    {
        var server = TcpServer.Start(new() { Echo = true });
        await using var client = await TcpClient.ConnectAsync("127.0.0.1", server.Port, cancel: Cancel);
        await client.SendAsync("x"u8.ToArray(), cancel: Cancel);
        await client.ReceiveAsync(ReceiveUntil.Bytes(1), cancel: Cancel);

        await server.DisposeAsync();
        await server.DisposeAsync();

        (await client.ReceiveAsync(ReceiveUntil.Closed, cancel: Cancel)).Closed.ShouldBeTrue();
    }

    [Fact]
    public async Task What_cannot_work_is_refused_before_it_starts()
    {
        await using var taken = TcpServer.Start();
        Should.Throw<ActionInputException>(() => TcpServer.Start(new() { Port = taken.Port })).Message.ShouldBe($"`port` {taken.Port} is in use: leave it out to get a free one.");
        Should.Throw<ActionInputException>(() => TcpServer.Start(new() { Address = IPAddress.Parse("192.0.2.1") })).Input.ShouldBe("address");
        Should.Throw<ActionInputException>(() => TcpServer.Start(new() { Turns = [new()] })).Message.ShouldBe("`turns[0]` does nothing: give `send`, `receive` or `start-tls`.");
        Should.Throw<ActionInputException>(() => TcpServer.Start(new() { Turns = [Say("x")], Then = TcpEnding.Repeat })).Input.ShouldBe("then");
        Should.Throw<ActionInputException>(() => TcpServer.Start(new() { Turns = [new() { Send = new() { Text = "x", Hex = "00" } }] })).Message.ShouldContain("turns[0].send.hex");
        Should.Throw<ActionInputException>(() => TcpServer.Start(new() { Echo = true, Turns = [] })).Input.ShouldBe("turns");
        await using var echo = TcpServer.Start(new() { Echo = true });
        (await Should.ThrowAsync<ActionInputException>(async () => await echo.AcceptAsync(cancel: Cancel))).Input.ShouldBe("connection");
    }
}
