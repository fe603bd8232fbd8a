using System.Buffers.Binary;
using System.Diagnostics;
using Runner.Plugins.Sockets;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Sockets;

/// <summary>Servers that are silent, wrong or not there.</summary>
public sealed class DnsErrorTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static Task<DnsAnswer> Ask(string server, DnsTransport transport = DnsTransport.Auto, int tries = 1, double seconds = 0.5) => new DnsResolver(new()
    {
        Servers = [server],
        Transport = transport,
        Timeout = TimeSpan.FromSeconds(seconds),
        Tries = tries,
    }).LookupAsync("www.example.com", [DnsRecordType.A], Cancel);

    static byte[] Answer(byte[] question, Action<byte[]>? change = null, params byte[] records)
    {
        byte[] answer = [.. question.AsSpan(0, question.Length - 11), .. records]; // the options of EDNS are the last 11 bytes
        answer[2] |= 0x80;
        answer[11] = 0;
        answer[7] = (byte)(records.Length > 0 ? 1 : 0);
        change?.Invoke(answer);
        return answer;
    }

    /// <summary>An A record of the name that was asked for.</summary>
    static readonly byte[] Address = [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1];

    [Fact]
    public async Task Silent_server_is_a_timeout_and_is_asked_again_first()
    {
        await using var server = RawUdpPeer.Start(_ => []);

        var error = await Should.ThrowAsync<NetworkTimeoutException>(Ask(server.Server, tries: 3, seconds: 0.2));

        error.Message.ShouldBe($"The DNS server {server.Server} did not answer within 200 ms.");
        error.IsTransient.ShouldBeTrue();
        server.Received.Count.ShouldBe(3);
        server.Received.Select(question => BinaryPrimitives.ReadUInt16BigEndian(question)).Distinct().Count().ShouldBeGreaterThan(1, "each try has a number of its own");
    }

    [Fact]
    public async Task Lost_answer_is_asked_for_again()
    {
        var count = 0;
        await using var server = RawUdpPeer.Start(question => Interlocked.Increment(ref count) == 1 ? [] : [Answer(question, null, Address)]);

        (await Ask(server.Server, tries: 2)).Values.ShouldBe(["192.0.2.1"]);
    }

    [Fact]
    public async Task Datagram_with_a_wrong_number_does_not_keep_from_asking_again()
    {
        var count = 0;
        await using var server = RawUdpPeer.Start(question => [Answer(question, answer => answer[0] ^= (byte)(Interlocked.Increment(ref count) == 1 ? 1 : 0), Address)]);

        (await Ask(server.Server, tries: 2)).Values.ShouldBe(["192.0.2.1"]);
    }

    [Fact]
    public async Task Records_of_unrelated_names_are_no_values()
    {
        // other (two labels below the question's own) A 192.0.2.66; www CNAME web; web A 192.0.2.1
        byte[] other = [5, .. "other"u8, 0xC0, 16, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 66];
        byte[] web = [3, .. "web"u8, 0xC0, 16];
        byte[] alias = [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, (byte)web.Length, .. web];
        byte[] address = [.. web, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1];
        await using var server = RawUdpPeer.Start(question => [Answer(question, answer => answer[7] = 3, [.. other, .. address, .. alias])]);

        var answer = await Ask(server.Server);

        answer.Values.ShouldBe(["192.0.2.1"]);
        answer.Addresses.ShouldBe(["192.0.2.1"]);
        answer.Records.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Empty_list_of_servers_is_refused()
    {
        await using var context = new TestActionContext();
        (await Should.ThrowAsync<ActionInputException>(async () => await new DnsLookup { Name = "x.invalid", Server = [] }.RunAsync(context, Cancel))).Input.ShouldBe("server");
    }

    [Fact]
    public async Task Port_without_a_server_is_a_connection_error_at_once()
    {
        var error = await Should.ThrowAsync<ConnectionFailedException>(Ask($"127.0.0.1:{PeerProcess.FreePort()}", seconds: 60));

        error.Message.ShouldContain("has nobody listening on this port");
        (await Should.ThrowAsync<ConnectionFailedException>(Ask($"127.0.0.1:{PeerProcess.FreePort()}", DnsTransport.Tcp, seconds: 60))).Message.ShouldContain("nobody listening");
    }

    [Theory]
    [InlineData("garbage", "its answer")]
    [InlineData("short", "it sent 3 bytes, too few for an answer")]
    [InlineData("empty", "it sent 0 bytes, too few for an answer")]
    [InlineData("echo", "it sent a question back")]
    [InlineData("number", "its answer has not the number of the question")]
    [InlineData("name", "its answer is to a question about another name")]
    [InlineData("type", "its answer is to a question about another type")]
    [InlineData("questions", "its answer repeats 2 questions, and one was asked")]
    [InlineData("loop", "a name in its answer points forward, or at itself")]
    [InlineData("cut", "its answer ends too early")]
    [InlineData("long", "a record of type A in its answer is longer than what it holds")]
    public async Task Server_that_answers_something_else_is_a_protocol_error(string how, string what)
    {
        await using var server = RawUdpPeer.Start(question => [how switch
        {
            "garbage" => "SSH-2.0-OpenSSH_9.2 not dns at all"u8.ToArray(),
            "short" => [1, 2, 3],
            "empty" => [],
            "echo" => question,
            "number" => Answer(question, answer => answer[0] ^= 1, Address),
            "name" => Answer(question, answer => answer[13] = (byte)'!', Address),
            "type" => Answer(question, answer => answer[^19] = 28, Address),
            "questions" => Answer(question, answer => answer[5] = 2, Address),
            "loop" => Answer(question, answer => answer[^15] = (byte)(answer.Length - 16), Address),
            "cut" => Answer(question, null, Address)[..^2],
            _ => Answer(question, answer => answer[^6] = 5, [.. Address, 0]),
        }]);
        var error = await Should.ThrowAsync<ProtocolException>(Ask(server.Server));

        error.Message.ShouldStartWith($"{server.Server} does not answer as a DNS server does: ");
        error.Message.ShouldContain(what);
    }

    [Fact]
    public async Task Forged_answers_do_not_keep_the_right_one_from_being_taken()
    {
        await using var server = RawUdpPeer.Start(question =>
        [
            .. Enumerable.Range(1, 20).Select(i => Answer(question, answer => answer[1] ^= (byte)i, [.. Address.AsSpan(0, 12), 203, 0, 113, 66])),
            Answer(question, null, Address),
        ]);

        (await Ask(server.Server, seconds: 20)).Values.ShouldBe(["192.0.2.1"]);
    }

    [Fact]
    public async Task Endless_wrong_answers_end_before_the_timeout()
    {
        await using var server = RawUdpPeer.Start(question => Enumerable.Repeat(Answer(question, answer => answer[0] ^= 1), 200));
        var started = Stopwatch.GetTimestamp();

        await Should.ThrowAsync<ProtocolException>(Ask(server.Server, seconds: 300));

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(100));
    }

    [Theory]
    [InlineData(1, "FORMERR"), InlineData(2, "SERVFAIL"), InlineData(4, "NOTIMP"), InlineData(9, "NOTAUTH"), InlineData(15, "RCODE15")]
    public async Task Response_code_is_a_word(int code, string word)
    {
        await using var server = RawUdpPeer.Start(question => [question.Length > 44 ? Answer(question, answer => answer[3] |= (byte)code) : Plain(question, code)]);

        (await Ask(server.Server)).Rcode.ShouldBe(word);

        static byte[] Plain(byte[] question, int code)
        {
            question[2] |= 0x80;
            question[3] |= (byte)code;
            return question;
        }
    }

    [Fact]
    public async Task Server_that_does_not_know_edns_is_asked_without()
    {
        await using var server = RawUdpPeer.Start(question =>
        {
            if (question[11] == 1) return [[.. question.AsSpan(0, 2), 0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0]];
            byte[] answer = [.. question, .. Address];
            (answer[2], answer[7]) = (0x80, 1);
            return [answer];
        });

        (await Ask(server.Server)).Values.ShouldBe(["192.0.2.1"]);
        server.Received.Select(question => (int)question[11]).ShouldBe([1, 0]);
    }

    [Fact]
    public async Task Extended_response_code_is_read_from_the_options()
    {
        byte[] options = [0, 0, 41, 4, 208, 1, 0, 0, 0, 0, 0];
        await using var server = RawUdpPeer.Start(question => [Answer(question, answer => (answer[7], answer[11]) = (0, 1), options)]);

        (await Ask(server.Server)).Rcode.ShouldBe("BADVERS");
    }

    [Fact]
    public async Task Server_that_does_not_keep_capitals_is_asked_by_tcp()
    {
        await using var server = RawUdpPeer.Start(question => [Answer(question, answer =>
        {
            for (var i = 12; i < 29; i++)
                if (char.IsAsciiLetter((char)answer[i])) answer[i] ^= 0x20;
        }, Address)]);

        // Nobody listens there by TCP.
        (await Should.ThrowAsync<ConnectionFailedException>(Ask(server.Server))).Message.ShouldContain("nobody listening");
        (await Should.ThrowAsync<ProtocolException>(Ask(server.Server, DnsTransport.Udp))).Message.ShouldContain("does not repeat the capitals of the name");
    }

    [Fact]
    public async Task Truncated_answer_without_tcp_says_so()
    {
        await using var server = RawUdpPeer.Start(question => [Answer(question, answer => answer[2] |= 2, Address)]);

        var error = await Should.ThrowAsync<ConnectionFailedException>(Ask(server.Server));

        error.Message.ShouldContain("does not fit into a datagram, and by TCP there is none");
        error.Help!.ShouldContain("transport: udp");
    }

    [Theory]
    [InlineData(new byte[0], typeof(ConnectionFailedException), "closed the connection without an answer")]
    [InlineData(new byte[] { 0, 50, 1, 2 }, typeof(ConnectionFailedException), "closed the connection in the middle of its answer")]
    [InlineData(new byte[] { 0, 3, 1, 2, 3 }, typeof(ProtocolException), "it sent 3 bytes, too few for an answer")]
    [InlineData(new byte[] { 0, 0 }, typeof(ProtocolException), "it sent 0 bytes, too few for an answer")]
    public async Task Tcp_server_that_breaks_off_or_talks_nonsense_is_told_of(byte[] says, Type kind, string what)
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(Cancel);
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[512], 20, throwOnEndOfStream: false, Cancel);
            await stream.WriteAsync(says, Cancel);
        }, Cancel);

        var error = await Should.ThrowAsync<NetworkException>(Ask(listener.LocalEndpoint.ToString()!, DnsTransport.Tcp, seconds: 20));

        error.ShouldBeOfType(kind);
        error.Message.ShouldContain(what);
        await serving;
    }

    [Fact]
    public async Task Cancelled_lookup_ends_as_cancelled_whatever_came()
    {
        await using var server = RawUdpPeer.Start(_ => ["?"u8.ToArray()]);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var asking = new DnsResolver(new() { Servers = [server.Server], Timeout = TimeSpan.FromMinutes(5) }).LookupAsync("example.com", null, cancelled.Token);
        await Eventually.HoldsAsync(() => !server.Received.IsEmpty, Cancel);

        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(asking);
    }

    [Theory]
    [InlineData("name", "a..b", "empty part"), InlineData("name", "", "empty part"), InlineData("name", "a b.example", "space"), InlineData("name", ".example.com", "empty part")]
    [InlineData("name", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.example", "at most 63")]
    [InlineData("name", "a\\", "backslash")]
    [InlineData("server", "http://dns", "give an address or a name"), InlineData("server", "127.0.0.1:99999", "give an address or a name"), InlineData("server", ":53", "give an address or a name"), InlineData("server", "127.0.0.1:x", "give an address or a name")]
    public async Task Malformed_input_is_named(string input, string value, string what)
    {
        var lookup = new DnsLookup { Name = input == "name" ? value : "example.com", Server = [input == "server" ? value : "127.0.0.1"] };
        await using var context = new TestActionContext();

        var error = await Should.ThrowAsync<ActionInputException>(async () => await lookup.RunAsync(context, Cancel));

        error.Input.ShouldBe(input);
        error.Message.ShouldContain(what);
    }

    [Fact]
    public async Task Limits_out_of_range_are_named()
    {
        await using var context = new TestActionContext();
        foreach (var (input, lookup) in new (string, DnsLookup)[]
        {
            ("timeout", new() { Name = "a", Timeout = TimeSpan.Zero }),
            ("tries", new() { Name = "a", Tries = 0 }),
            ("name", new() { Name = string.Join('.', Enumerable.Repeat("abcdefgh", 40)) }),
        })
            (await Should.ThrowAsync<ActionInputException>(async () => await lookup.RunAsync(context, Cancel))).Input.ShouldBe(input);
    }

    [Fact]
    public async Task Server_whose_name_does_not_resolve_is_a_dns_error() =>
        (await Should.ThrowAsync<DnsResolutionException>(Ask("no-such-name.invalid:53"))).Message.ShouldContain("no-such-name.invalid");
}
