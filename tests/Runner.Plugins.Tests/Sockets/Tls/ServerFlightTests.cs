using Runner.Plugins.Sockets;

namespace Runner.Plugins.Tests.Sockets.Tls;

/// <summary>Answers to a hand-made hello that no server should give.</summary>
public sealed class ServerFlightTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static ValueTask<ServerFlight> ReadAsync(params byte[] bytes) => ServerFlight.ReadAsync(new MemoryStream(bytes), Cancel);

    [Fact]
    public async Task Garbage_is_told_from_tls()
    {
        await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync([.. "HTTP/1.1 400 Bad Request"u8]));
        await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync(22, 3, 3, 0xff, 0xff, 0));
        await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync(22, 3, 3, 0, 0));
    }

    [Fact]
    public async Task Refusal_and_early_end_choose_no_version()
    {
        (await ReadAsync(21, 3, 1, 0, 2, 2, 70)).Version.ShouldBe((ushort)0);
        (await ReadAsync()).Whole.ShouldBeFalse();
        (await ReadAsync(22, 3, 3, 0, 50, 2, 0)).Whole.ShouldBeFalse();
    }

    [Fact]
    public async Task Messages_that_lie_about_their_length_are_malformed()
    {
        await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync(22, 3, 3, 0, 6, 2, 0, 0, 2, 3, 3)); // a hello without a random
        await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync(22, 3, 3, 0, 10, 11, 0, 0, 6, 0, 0, 3, 0, 0, 9)); // a certificate longer than its list
        await Should.ThrowAsync<InvalidDataException>(async () => await ReadAsync(22, 3, 3, 0, 4, 11, 0xff, 0xff, 0xff)); // a message without end
    }

    [Fact]
    public async Task Random_bytes_never_break_the_reader()
    {
        var random = new Random(20);
        for (var i = 0; i < 3000; i++)
        {
            var body = new byte[random.Next(1, 120)];
            random.NextBytes(body);
            (body[0], body[1 % body.Length]) = ((byte)(new[] { 2, 11, 13, 14, 22 })[random.Next(5)], 0);
            if (body.Length > 3) (body[2], body[3]) = (0, (byte)Math.Max(0, body.Length - 4 - random.Next(3)));
            try
            {
                await ReadAsync([22, 3, 3, 0, (byte)body.Length, .. body]);
            }
            catch (InvalidDataException)
            {
                // what it says about bytes that are no TLS
            }
        }
    }

    [Fact]
    public async Task Endless_handshake_is_cut()
    {
        var stream = new EndlessRecords();
        await Should.ThrowAsync<InvalidDataException>(async () => await ServerFlight.ReadAsync(stream, Cancel));
        stream.Given.ShouldBeLessThan(300 * 1024);
    }

    [Fact]
    public void Hello_is_well_formed()
    {
        var hello = ClientHello.Write(ClientHello.Tls13, "localhost");
        (hello[0], (hello[3] << 8) | hello[4]).ShouldBe(((byte)22, hello.Length - 5));
        ClientHello.Write(ClientHello.Tls12, "127.0.0.1").AsSpan().IndexOf("127.0.0.1"u8).ShouldBe(-1); // RFC 6066: no addresses
        hello.AsSpan().IndexOf("localhost"u8).ShouldBeGreaterThan(0);
    }

    /// <summary>A server that repeats a message of no meaning for ever.</summary>
    sealed class EndlessRecords : Stream
    {
        static readonly byte[] Record = [22, 3, 3, 0x10, 0x00, 99, 0, 0x0f, 0xfc, .. new byte[4092]];

        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => Given;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var i = 0; i < count; i++) buffer[offset + i] = Record[Given++ % Record.Length];
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
