using Runner.Plugins.Sockets;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Sockets;

public sealed class NtpTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<NtpAnswer> Query(int port, double seconds = 20)
    {
        await using var context = new TestActionContext();
        return await new NtpQuery { Server = "127.0.0.1", Port = port, Timeout = TimeSpan.FromSeconds(seconds) }.RunAsync(context, Cancel);
    }

    /// <summary>An answer as a server of stratum 1 gives it.</summary>
    static byte[] Answer(byte[] question, Action<byte[]>? change = null)
    {
        var seconds = (uint)(DateTimeOffset.UtcNow - new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
        byte[] now = [(byte)(seconds >> 24), (byte)(seconds >> 16), (byte)(seconds >> 8), (byte)seconds, 0, 0, 0, 0];
        byte[] answer = [0x24, 1, 6, 0xE9, 0, 0, 0x80, 0, 0, 1, 0, 0, .. "GPS\0"u8, .. now, .. question.AsSpan(40, 8), .. now, .. now];
        change?.Invoke(answer);
        return answer;
    }

    [Fact]
    public async Task Time_server_of_this_machine_is_hardly_off()
    {
        await using var chrony = await ChronyPeer.StartAsync();

        var answer = await Query(chrony.Port);

        answer.Synchronized.ShouldBeTrue();
        answer.Stratum.ShouldBe(5);
        answer.Version.ShouldBe(4);
        answer.Leap.ShouldBe(NtpLeap.None);
        answer.ReferenceId.ShouldBe("127.127.1.1");
        answer.Server.ShouldBe($"127.0.0.1:{chrony.Port}");
        answer.Delay.ShouldBeGreaterThan(TimeSpan.Zero);
        // The offset is as exact as the way is short; a loaded machine makes it longer.
        Math.Abs(answer.Offset.TotalSeconds).ShouldBeLessThan(0.1 + answer.Delay.TotalSeconds);
        (DateTimeOffset.UtcNow - answer.Time).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        (DateTimeOffset.UtcNow - answer.ReferenceTime!.Value).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(10));
        answer.Precision.ShouldBeLessThan(TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public async Task Offset_is_about_the_given_clock()
    {
        await using var chrony = await ChronyPeer.StartAsync();

        var answer = await new NtpClient(TimeSpan.FromSeconds(20), new SlowClock()).QueryAsync("localhost", chrony.Port, AddressFamilyChoice.Ipv4, Cancel);

        answer.Offset.TotalHours.ShouldBe(3, 0.01);
    }

    [Fact]
    public async Task Server_that_does_not_know_the_time_is_a_result_that_a_step_fails_on()
    {
        await using var chrony = await ChronyPeer.StartAsync(knows: false);

        var answer = await Query(chrony.Port);

        answer.Synchronized.ShouldBeFalse();
        answer.Leap.ShouldBe(NtpLeap.Unknown);
        answer.Stratum.ShouldBe(16);
        answer.ReferenceTime.ShouldBeNull();
        typeof(NtpQuery).GetCustomAttributes(false).OfType<ActionAttribute>().Single().DefaultExpect.ShouldBe("result.synchronized");
    }

    [Fact]
    public async Task Question_tells_nothing_of_this_machine()
    {
        await using var server = RawUdpPeer.Start(question => [Answer(question)]);

        await Query(server.Port);
        await Query(server.Port);

        server.Received.ShouldAllBe(question => question.Length == 48 && question[0] == 0x23 && question.Skip(1).Take(39).All(part => part == 0));
        server.Received.Select(question => Convert.ToHexString(question)).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Clock_of_stratum_1_is_named()
    {
        await using var server = RawUdpPeer.Start(question => [Answer(question)]);

        var answer = await Query(server.Port);

        (answer.Stratum, answer.ReferenceId, answer.RootDelay, answer.RootDispersion).ShouldBe((1, "GPS", TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Time_after_2036_is_read_in_its_era()
    {
        var packet = Answer(new byte[48], answer => answer.AsSpan(32, 16).Clear());
        (packet[35], packet[43]) = (10, 10);
        var now = new DateTimeOffset(2036, 2, 7, 6, 28, 20, TimeSpan.Zero);

        // The first era ends on 2036-02-07 at 06:28:16.
        NtpPacket.Read(packet, "x", now, TimeSpan.Zero).Offset.ShouldBe(TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task Server_that_wants_to_be_asked_less_often_says_how_long_to_wait()
    {
        await using var server = RawUdpPeer.Start(question => [Answer(question, answer => { answer[1] = 0; "RATE"u8.CopyTo(answer.AsSpan(12)); })]);

        var error = await Should.ThrowAsync<RateLimitedException>(Query(server.Port));

        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(64));
        error.Message.ShouldContain("asks to be asked less often");
    }

    [Theory]
    [InlineData("DENY", typeof(ConnectionFailedException), "does not answer this client (DENY)")]
    [InlineData("RSTR", typeof(ConnectionFailedException), "does not answer this client (RSTR)")]
    [InlineData("INIT", typeof(ProtocolException), "it says INIT")]
    public async Task Server_that_refuses_says_why(string kiss, Type kind, string what)
    {
        await using var server = RawUdpPeer.Start(question => [Answer(question, answer => { answer[1] = 0; System.Text.Encoding.ASCII.GetBytes(kiss, answer.AsSpan(12)); })]);

        var error = await Should.ThrowAsync<NetworkException>(Query(server.Port));

        error.ShouldBeOfType(kind);
        error.Message.ShouldContain(what);
    }

    [Theory]
    [InlineData("short", "it sent 47 bytes, and an answer has 48")]
    [InlineData("mode", "what it sent is of mode 3, and an answer is of mode 4")]
    [InlineData("version", "its answer is of version 7, and version 4 was asked for")]
    [InlineData("origin", "its answer is not to the question that was asked")]
    [InlineData("time", "its answer does not tell the time")]
    public async Task Server_that_answers_something_else_is_a_protocol_error(string how, string what)
    {
        await using var server = RawUdpPeer.Start(question => [how switch
        {
            "short" => Answer(question)[..47],
            "mode" => Answer(question, answer => answer[0] = 0x23),
            "version" => Answer(question, answer => answer[0] = 0x3C),
            "origin" => Answer(question, answer => answer[24] ^= 1),
            _ => Answer(question, answer => answer.AsSpan(40).Clear()),
        }]);

        var error = await Should.ThrowAsync<ProtocolException>(Query(server.Port, seconds: 0.3));

        error.Message.ShouldBe($"127.0.0.1:{server.Port} does not answer as a time server does: {what}.");
    }

    [Fact]
    public async Task Forged_answer_does_not_keep_the_right_one_from_being_taken()
    {
        await using var server = RawUdpPeer.Start(question => [Answer(question, answer => answer[24] ^= 1), Answer(question)]);

        (await Query(server.Port)).Stratum.ShouldBe(1);
    }

    [Fact]
    public async Task Silent_server_is_a_timeout_and_a_closed_port_a_connection_error()
    {
        await using var server = RawUdpPeer.Start(_ => []);

        (await Should.ThrowAsync<NetworkTimeoutException>(Query(server.Port, seconds: 0.2))).Message.ShouldBe($"The time server 127.0.0.1:{server.Port} did not answer within 200 ms.");
        (await Should.ThrowAsync<ConnectionFailedException>(Query(PeerProcess.FreePort()))).Message.ShouldContain("nobody listening");
    }

    [Fact]
    public async Task Malformed_inputs_are_named()
    {
        await using var context = new TestActionContext();
        foreach (var (input, query) in new (string, NtpQuery)[]
        {
            ("server", new() { Server = "" }), ("server", new() { Server = "ntp://x" }), ("port", new() { Server = "x", Port = 0 }), ("timeout", new() { Server = "x", Timeout = TimeSpan.FromDays(100) }),
        })
            (await Should.ThrowAsync<ActionInputException>(async () => await query.RunAsync(context, Cancel))).Input.ShouldBe(input);
    }

    sealed class SlowClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(-3);
    }
}
