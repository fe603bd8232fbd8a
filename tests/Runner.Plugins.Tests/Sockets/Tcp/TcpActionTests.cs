using Runner.Plugins.Sockets;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Sockets.Tcp;

/// <summary>The actions as a workflow uses them, one after the other.</summary>
public sealed class TcpActionTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_talk_over_the_connection_of_an_earlier_one()
    {
        await using var context = new TestActionContext();
        var listening = await new TcpListen { Turns = [new() { Send = new() { Text = "hi\n" } }, new() { Receive = new() { Length = 3 }, Send = new() { Hex = "01 02" } }] }.RunAsync(context, Cancel);

        var connected = await new TcpConnect { Host = "127.0.0.1", Port = listening.Port, BannerWait = TimeSpan.FromSeconds(10) }.RunAsync(context, Cancel);
        var client = context.Opened[^1].ShouldBeOfType<TcpClient>();
        var sent = await new TcpSend { Connection = client, Base64 = "YWJj" }.RunAsync(context, Cancel);
        var received = await new TcpReceive { Connection = client, DelimiterHex = "02" }.RunAsync(context, Cancel);
        var closed = await new TcpClose { Connection = client }.RunAsync(context, Cancel);
        var recorded = await new TcpRecorded { Connection = (TcpServer)context.Opened[0], Count = 1 }.RunAsync(context, Cancel);

        connected.Banner.ShouldBe("hi\n");
        (connected.Remote, connected.Protocol).ShouldBe(($"127.0.0.1:{listening.Port}", null));
        sent.Size.ShouldBe(3);
        received.Base64.ShouldBe("AQI=");
        (closed.Sent, closed.Received).ShouldBe((3, 5));
        recorded.Text.ShouldBe("abc");
    }

    [Fact]
    public async Task Exchange_is_a_whole_conversation()
    {
        await using var context = new TestActionContext();
        var listening = await new TcpListen
        {
            Turns =
            [
                new() { Send = new() { Text = "220 mail\r\n" } }, new() { Receive = new() { Line = true }, Send = new() { Text = "250-mail\r\n250 STARTTLS\r\n" } },
                new() { Receive = new() { Line = true }, Send = new() { Text = "220 go\r\n" }, StartTls = new() },
                new() { Receive = new() { Line = true }, Send = new() { Text = "250 secured\r\n" } },
            ],
        }.RunAsync(context, Cancel);

        var exchanged = await new TcpExchange
        {
            Host = "localhost",
            Port = listening.Port,
            StartTls = new() { Ca = listening.Certificate },
            Turns =
            [
                new() { StartTls = new() { Protocol = StartTlsProtocol.Smtp } },
                new() { Send = new() { Text = "EHLO x", Line = true }, Receive = new() { Matches = @"^250 (\w+)\r\n" } },
            ],
        }.RunAsync(context, Cancel);

        exchanged.Text.ShouldBe("250 secured\r\n");
        exchanged.Received.ShouldHaveSingleItem().Groups["1"].ShouldBe("secured");
        exchanged.Protocol.ShouldBe("1.3");
        exchanged.Certificate!.Subject.ShouldBe("CN=localhost");
    }

    [Fact]
    public async Task Exchange_can_use_an_open_connection_and_leaves_it_open()
    {
        await using var socat = await SocatPeer.StartAsync("EXEC:cat");
        await using var context = new TestActionContext();
        await new TcpConnect { Host = "127.0.0.1", Port = socat.Port, KeepAlive = new() }.RunAsync(context, Cancel);
        var client = (TcpClient)context.Opened[0];
        var exchange = new TcpExchange { Connection = client, Turns = [new() { Send = new() { Text = "x\n" }, Receive = new() { Line = true } }] };

        (await exchange.RunAsync(context, Cancel)).Text.ShouldBe("x");
        (await exchange.RunAsync(context, Cancel)).Text.ShouldBe("x");
        var end = await new TcpExchange
        {
            Connection = client,
            Turns = [new() { Send = new() { Text = "last", Then = TcpAfterSend.HalfClose }, Receive = new() { Close = true } }],
        }.RunAsync(context, Cancel);
        end.Text.ShouldBe("last");
        (await Should.ThrowAsync<ActionInputException>(async () => await (exchange with { Host = "x" }).RunAsync(context, Cancel))).Input.ShouldBe("connection");
    }

    [Fact]
    public async Task Inputs_that_exclude_each_other_are_refused()
    {
        await using var context = new TestActionContext();
        TcpTurn[] turns = [new() { Receive = new() { Line = true } }];
        (string Input, TcpListen Action)[] servers =
        [
            ("then", new() { Then = TcpEnding.Repeat }), ("then", new() { Echo = true, Then = TcpEnding.Hold }), ("port", new() { UnixSocket = "x.sock", Port = 9 }),
            ("address", new() { UnixSocket = "x.sock", Address = System.Net.IPAddress.Any }), ("tls", new() { Secure = true, Turns = turns, Tls = new() { Verify = false } }),
            ("tls", new() { Secure = true, Tls = new() { ServerName = "x" } }), ("tls", new() { Secure = true, Tls = new() { Pins = ["00"] } }),
        ];
        foreach (var (input, action) in servers)
            (await Should.ThrowAsync<ActionInputException>(async () => await action.RunAsync(context, Cancel))).Input.ShouldBe(input);
        context.Opened.ShouldBeEmpty();
        (await Should.ThrowAsync<ActionInputException>(async () => await new TcpConnect { UnixSocket = "x.sock", Port = 9 }.RunAsync(context, Cancel))).Input.ShouldBe("port");
        (await Should.ThrowAsync<ActionInputException>(async () => await new TcpProbe { UnixSocket = "x.sock", Host = "x" }.RunAsync(context, Cancel))).Input.ShouldBe("host");
        (await Should.ThrowAsync<ActionInputException>(async () => await new TcpProbe { UnixSocket = "x.sock", Ports = [9] }.RunAsync(context, Cancel))).Input.ShouldBe("ports");
    }

    [Fact]
    public async Task Certificate_that_is_malformed_is_named_and_not_the_key()
    {
        await using var context = new TestActionContext();
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

        var error = await Should.ThrowAsync<ActionInputException>(async () => await new TcpListen { Secure = true, Tls = new() { Certificate = pem, Key = key.ExportPkcs8PrivateKeyPem() } }.RunAsync(context, Cancel));

        error.Message.ShouldStartWith("`tls.certificate` has a certificate that cannot be read");
        error.Message.ShouldNotContain("(Parameter");
        error.Message.ShouldNotContain("..");
    }

    [Fact]
    public async Task Start_tls_action_tells_what_was_agreed()
    {
        await using var context = new TestActionContext();
        var listening = await new TcpListen { Secure = true, Echo = true }.RunAsync(context, Cancel);
        await new TcpConnect { Host = "127.0.0.1", Port = listening.Port }.RunAsync(context, Cancel);
        var client = (TcpClient)context.Opened[^1];

        var started = await new TcpStartTls { Connection = client, Tls = new() { Ca = listening.Certificate } }.RunAsync(context, Cancel);

        started.Protocol.ShouldBe("1.3");
        (await Should.ThrowAsync<ActionInputException>(async () => await new TcpStartTls { Connection = client }.RunAsync(context, Cancel))).Message.ShouldContain("speaks TLS already");
        await new TcpClose { Connection = client, How = TcpClosing.HalfClose }.RunAsync(context, Cancel);
        (await new TcpReceive { Connection = client, Close = true }.RunAsync(context, Cancel)).Closed.ShouldBeTrue();
        await new TcpClose { Connection = client, How = TcpClosing.Reset }.RunAsync(context, Cancel);
        client.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Accept_opens_a_connection()
    {
        await using var context = new TestActionContext();
        await new TcpListen().RunAsync(context, Cancel);
        var server = (TcpServer)context.Opened[0];
        await using var client = await TcpClient.ConnectAsync("127.0.0.1", server.Port, cancel: Cancel);

        var accepted = await new TcpAccept { Connection = server }.RunAsync(context, Cancel);

        accepted.Remote.ShouldBe(client.Local);
        await client.SendAsync("x\n"u8.ToArray(), cancel: Cancel);
        (await new TcpReceive { Connection = (TcpClient)context.Opened[1], Line = true }.RunAsync(context, Cancel)).Text.ShouldBe("x");
    }

    [Fact]
    public async Task Kestrel_is_spoken_to_in_its_own_words()
    {
        await using var peer = await KestrelPeer.StartAsync(http => http.Response.Body.WriteAsync("hello"u8.ToArray()).AsTask());
        await using var context = new TestActionContext();

        var answer = await new TcpExchange
        {
            Host = "127.0.0.1",
            Port = peer.Port,
            Turns = [new() { Send = new() { Text = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" }, Receive = new() { Close = true } }],
        }.RunAsync(context, Cancel);

        answer.Text.ShouldStartWith("HTTP/1.1 200 OK");
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "host", "`host` is missing: give a name or an address, or `unix-socket`." },
        { "port", "`port` is missing: give one from 1 to 65535." },
        { "tls", "`tls` is about TLS, and this connection begins without: give `secure: true`." },
        { "keep-alive", "`keep-alive.idle` is 500 ms: give whole seconds, from 1s to 9h." },
        { "alpn", "`alpn` has a name that is empty or too long: give names of protocols such as h2, http/1.1, imap." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_in_connecting_names_the_input(string input, string message)
    {
        await using var context = new TestActionContext();
        var right = new TcpConnect { Host = "127.0.0.1", Port = 1 };
        var wrong = input switch
        {
            "host" => right with { Host = null },
            "port" => right with { Port = null },
            "tls" => right with { Tls = new() },
            "alpn" => right with { Secure = true, Alpn = [""] },
            _ => right with { KeepAlive = new() { Idle = TimeSpan.FromMilliseconds(500) } },
        };

        var error = await Should.ThrowAsync<ActionInputException>(async () => await wrong.RunAsync(context, Cancel));

        (error.Input, error.Message).ShouldBe((input, message));
    }

    [Fact]
    public void Mistake_in_receiving_names_the_input()
    {
        Wrong(new() { Line = true, Length = 3 }).ShouldBe("`x.line` and `x.length` are both given: what is waited for is one of them.");
        Wrong(new() { Length = 0 }).ShouldContain("from 1 to `max-size`");
        Wrong(new() { Delimiter = "" }).ShouldContain("`x.delimiter` is empty");
        Wrong(new() { DelimiterHex = "0" }).ShouldContain("half a byte");
        Wrong(new() { Matches = "(" }).ShouldContain("`x.matches` is no regular expression");
        Wrong(new() { MaxSize = 0 }).ShouldContain("x.max-size");
        Wrong(new() { Wait = TimeSpan.Zero }).ShouldContain("x.wait");

        static string Wrong(TcpReception reception) => Should.Throw<ActionInputException>(() => reception.Until("x.")).Message;
    }

    [Fact]
    public async Task Listening_without_sense_is_refused()
    {
        await using var context = new TestActionContext();
        (await Should.ThrowAsync<ActionInputException>(async () => await new TcpListen { Tls = new() { Certificate = "x" } }.RunAsync(context, Cancel))).Message.ShouldContain("secure: true");
        (await Should.ThrowAsync<ActionInputException>(async () => await new TcpListen { Secure = true, Tls = new() { Certificate = "no-such.pem" } }.RunAsync(context, Cancel))).Input.ShouldBe("tls");
        (await Should.ThrowAsync<ActionInputException>(async () => await new TcpListen { Secure = true, Turns = [new() { StartTls = new() }] }.RunAsync(context, Cancel))).Input.ShouldBe("turns");
    }

    [Fact]
    public async Task Unverified_tls_is_warned_of()
    {
        await using var context = new TestActionContext();
        var listening = await new TcpListen { Secure = true, Echo = true }.RunAsync(context, Cancel);

        await new TcpConnect { Host = "127.0.0.1", Port = listening.Port, Secure = true, Tls = new() { Verify = false } }.RunAsync(context, Cancel);

        context.Logged.ShouldContain(line => line.Level == LogLevel.Warning && line.Message.StartsWith("tls.verify is false", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("example.com:25", null, "example.com", 25)]
    [InlineData("example.com", 25, "example.com", 25)]
    [InlineData("[::1]:25", null, "::1", 25)]
    [InlineData("[::1]", 25, "::1", 25)]
    [InlineData("::1", 25, "::1", 25)]
    public void Host_may_bring_its_port(string host, int? port, string name, int number) => TcpPeer.Of(host, port, null).ShouldBe((name, number));

    [Theory]
    [InlineData("example.com:25", 26, "`host` is example.com:25, and `port` is 26: give the port once.")]
    [InlineData("example.com:smtp", null, "`host` is example.com:smtp: after the colon comes a port, as in example.com:443.")]
    [InlineData("example.com:0", null, "`port` is 0: give one from 1 to 65535.")]
    public void Host_with_a_wrong_port_is_refused(string host, int? port, string message) =>
        Should.Throw<ActionInputException>(() => TcpPeer.Of(host, port, null)).Message.ShouldBe(message);
}
