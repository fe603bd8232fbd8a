using FsCheck;
using FsCheck.Fluent;
using Runner.Plugins.Ssh.Channels;
using Runner.Plugins.Ssh.Mux;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Ssh.Wire;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Channels;

/// <summary>Whatever comes from a master's socket ends in one clear error.</summary>
public class FalseMasterTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_socket_that_is_not_there_is_a_lost_connection()
    {
        using var folder = new Peers.PeerFolder();
        var error = await Should.ThrowAsync<ConnectionFailedException>(() => MuxConnection.OpenAsync(folder.At("none"), "web1:22", Cancel));
        error.Message.ShouldBe("The SSH connection to web1:22 is gone: its ssh process does not answer.");
        error.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_version_of_the_protocol_is_refused()
    {
        using var master = new FalseMaster(async stream => await stream.WriteAsync(FalseMaster.Message(1, 5)));
        (await Should.ThrowAsync<ProtocolException>(() => MuxConnection.OpenAsync(master.Socket, "web1:22", Cancel))).Message.ShouldContain("version 5");
    }

    [Fact]
    public async Task Something_else_that_listens_is_refused()
    {
        using var master = new FalseMaster(async stream =>
        {
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            // Whoever goes before the greeting has come is a connection that broke, which is another error.
            _ = await stream.ReadAsync(new byte[64]);
        });
        (await Should.ThrowAsync<ProtocolException>(() => MuxConnection.OpenAsync(master.Socket, "web1:22", Cancel))).Message.ShouldContain("a message of 1213486160 bytes");
    }

    [Fact]
    public async Task Half_an_answer_is_a_lost_connection()
    {
        using var master = new FalseMaster(async stream => await stream.WriteAsync(FalseMaster.Message(1, 4).AsMemory(0, 7)));
        await Should.ThrowAsync<ConnectionFailedException>(() => MuxConnection.OpenAsync(master.Socket, "web1:22", Cancel));
    }

    [Fact]
    public async Task Silence_ends_when_it_is_given_up()
    {
        using var over = new CancellationTokenSource();
        using var master = new FalseMaster(async _ => await Task.Delay(Timeout.Infinite, over.Token));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        stop.CancelAfter(100);
        await Should.ThrowAsync<OperationCanceledException>(() => MuxConnection.OpenAsync(master.Socket, "web1:22", stop.Token));
        await over.CancelAsync();
    }

    [Theory]
    [InlineData("more than the window", "on a channel that may take")]
    [InlineData("data after the end", "data after the end of a channel's data")]
    [InlineData("no such channel", "channel 99, which does not exist")]
    [InlineData("a second opening", "a second confirmation")]
    [InlineData("an answer to nothing", "nobody made")]
    [InlineData("a window without end", "a window that is too large")]
    [InlineData("a string without end", "a string of 4294967295 bytes")]
    [InlineData("no type", "a message that ends too early")]
    [InlineData("padding", "a padded message")]
    [InlineData("an unknown type", "a message of type 200")]
    public async Task What_breaks_the_protocol_ends_the_connection_with_an_error_that_says_what(string what, string said)
    {
        using var master = new FalseMaster(async stream =>
        {
            await FalseMaster.StartAsync(stream);
            await SendAsync(stream, what);
            await ReadToEndAsync(stream);
        });
        await using var connection = await MuxConnection.OpenAsync(master.Socket, "web1:22", Cancel);
        await using var channel = await connection.StartAsync(new SessionRequest.Command("true"), Cancel);
        var error = await Should.ThrowAsync<ProtocolException>(() => channel.End.WaitAsync(Patience, Cancel));
        error.Message.ShouldContain(said);
        error.Message.ShouldContain("web1:22");
        error.Target.ShouldBe("web1:22");
        await Should.ThrowAsync<ProtocolException>(() => connection.StartAsync(new SessionRequest.Command("true"), Cancel));
    }

    [Fact]
    public async Task Questions_without_end_are_answered_until_nobody_reads_the_answers()
    {
        using var master = new FalseMaster(async stream =>
        {
            await FalseMaster.StartAsync(stream);
            var question = FalseMaster.Packet(98, body =>
            {
                body.UInt32(1);
                body.Text("keepalive@openssh.com");
                body.Boolean(true);
            });
            var many = Enumerable.Repeat(question, 10_000).SelectMany(bytes => bytes).ToArray();
            try
            {
                while (true) await stream.WriteAsync(many);
            }
            catch (IOException)
            {
                // The client has had enough.
            }
        });
        await using var connection = await MuxConnection.OpenAsync(master.Socket, "web1:22", Cancel);
        await using var channel = await connection.StartAsync(new SessionRequest.Command("true"), Cancel);
        (await Should.ThrowAsync<ProtocolException>(() => channel.End.WaitAsync(Patience, Cancel))).Message.ShouldContain("questions without end");
        await master.Speaking.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task Questions_that_nobody_knows_are_answered_with_a_refusal()
    {
        var answers = new List<byte[]>();
        using var master = new FalseMaster(async stream =>
        {
            await FalseMaster.StartAsync(stream);
            await stream.WriteAsync(FalseMaster.Packet(98, body =>
            {
                body.UInt32(1);
                body.Text("unheard-of");
                body.Boolean(true);
            }));
            answers.Add(await FalseMaster.ReadAsync(stream));
            await stream.WriteAsync(FalseMaster.Packet(80, body =>
            {
                body.Text("unheard-of");
                body.Boolean(true);
            }));
            answers.Add(await FalseMaster.ReadAsync(stream));
            await stream.WriteAsync(FalseMaster.Packet(90, body =>
            {
                body.Text("x11");
                body.UInt32(5);
                body.UInt32(1);
                body.UInt32(1);
            }));
            answers.Add(await FalseMaster.ReadAsync(stream));
            await stream.WriteAsync(FalseMaster.Packet(97, body => body.UInt32(1)));
            answers.Add(await FalseMaster.ReadAsync(stream));
        });
        await using var connection = await MuxConnection.OpenAsync(master.Socket, "web1:22", Cancel);
        await using var channel = await connection.StartAsync(new SessionRequest.Command("true"), Cancel);
        (await channel.End.WaitAsync(Patience, Cancel)).ShouldBe(new(null, null));
        await master.Speaking.WaitAsync(Patience, Cancel);
        answers[0].ShouldBe([0, 100, 0, 0, 0, 7]);
        answers[1].ShouldBe([0, 82]);
        answers[2].AsSpan(0, 10).ToArray().ShouldBe([0, 92, 0, 0, 0, 5, 0, 0, 0, 1]);
        answers[3].ShouldBe([0, 97, 0, 0, 0, 7]);
    }

    [Fact]
    public async Task A_server_that_says_goodbye_is_quoted()
    {
        using var master = new FalseMaster(async stream =>
        {
            await FalseMaster.StartAsync(stream);
            await stream.WriteAsync(FalseMaster.Packet(1, body =>
            {
                body.UInt32(11);
                body.Text("going down\nnow");
                body.Text("");
            }));
        });
        await using var connection = await MuxConnection.OpenAsync(master.Socket, "web1:22", Cancel);
        await using var channel = await connection.StartAsync(new SessionRequest.Command("true"), Cancel);
        (await Should.ThrowAsync<ConnectionFailedException>(() => channel.End.WaitAsync(Patience, Cancel))).Message.ShouldBe("web1:22 ended the SSH connection: \"going down\\nnow\".");
    }

    [Fact]
    public void Garbage_is_read_or_refused_and_never_more()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            var reader = new WireReader(bytes);
            try
            {
                while (true)
                {
                    reader.Bytes();
                    reader.Boolean();
                    reader.UInt32();
                    reader.Text();
                }
            }
            catch (WireFormatException)
            {
                // As wanted: anything else fails.
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Garbage_instead_of_messages_ends_the_connection()
    {
        var random = new Random(3);
        for (var turn = 0; turn < 30; turn++)
        {
            var garbage = new byte[random.Next(1, 4000)];
            random.NextBytes(garbage);
            // With a length that can be it comes to what the message says.
            if (turn % 2 == 0) (garbage[0], garbage[1 % garbage.Length]) = (0, 0);
            using var master = new FalseMaster(async stream =>
            {
                await FalseMaster.StartAsync(stream);
                await stream.WriteAsync(garbage);
            });
            await using var connection = await MuxConnection.OpenAsync(master.Socket, "web1:22", Cancel);
            await using var channel = await connection.StartAsync(new SessionRequest.Command("true"), Cancel);
            (await Should.ThrowAsync<NetworkException>(() => channel.End.WaitAsync(Patience, Cancel))).Target.ShouldBe("web1:22");
        }
    }

    static async Task SendAsync(Stream stream, string what)
    {
        byte[][] packets = what switch
        {
            "more than the window" => [.. Enumerable.Repeat(Data(1, 32 * 1024), (int)(ChannelSize.Window / (32 * 1024)) + 1)],
            "data after the end" => [FalseMaster.Packet(96, body => body.UInt32(1)), Data(1, 5)],
            "no such channel" => [Data(99, 5)],
            "a second opening" => [FalseMaster.Packet(91, body =>
            {
                body.UInt32(1);
                body.UInt32(7);
                body.UInt32(1000);
                body.UInt32(100);
            })],
            "an answer to nothing" => [FalseMaster.Packet(99, body => body.UInt32(1))],
            "a window without end" => [Adjust(uint.MaxValue)],
            "a string without end" => [FalseMaster.Packet(94, body =>
            {
                body.UInt32(1);
                body.UInt32(uint.MaxValue);
            })],
            "no type" => [[0, 0, 0, 1, 0]],
            "padding" => [[0, 0, 0, 3, 1, 2, 0]],
            _ => [FalseMaster.Packet(200, _ => { })],
        };
        foreach (var packet in packets) await stream.WriteAsync(packet);
    }

    static byte[] Data(uint channel, int length) => FalseMaster.Packet(94, body =>
    {
        body.UInt32(channel);
        body.Bytes(new byte[length]);
    });

    static byte[] Adjust(uint more) => FalseMaster.Packet(93, body =>
    {
        body.UInt32(1);
        body.UInt32(more);
    });

    static async Task ReadToEndAsync(Stream stream)
    {
        var rest = new byte[1000];
        while (await stream.ReadAsync(rest) > 0)
        {
        }
    }
}
