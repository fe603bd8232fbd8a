using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Tests.Ssh.Sftp;

/// <summary>A server that answers what a test says, byte for byte, as no sound server does.</summary>
sealed class ScriptedServer : IAsyncDisposable
{
    readonly Pipe requests = new(), answers = new(new(pauseWriterThreshold: 1024 * 1024));
    readonly Func<byte, uint, byte[], IEnumerable<byte[]>> answer;
    readonly Task serving;

    ScriptedServer(Func<byte, uint, byte[], IEnumerable<byte[]>> answer) => (this.answer, serving) = (answer, Task.Run(ServeAsync));

    /// <summary>A client of a server that answers a request (its type, its number and its fields) with these packets.</summary>
    /// <param name="answer">The answers.</param>
    /// <param name="patience">How long the client waits for one.</param>
    /// <param name="onThread">Whether the client may read and write on threads of its own, as it does large files.</param>
    public static async Task<(SftpClient Client, ScriptedServer Server)> StartAsync(Func<byte, uint, byte[], IEnumerable<byte[]>> answer, TimeSpan? patience = null, bool onThread = false)
    {
        var server = new ScriptedServer(answer);
        return (await server.ConnectAsync(patience, onThread), server);
    }

    public static ScriptedServer Raw(Func<byte, uint, byte[], IEnumerable<byte[]>> answer) => new(answer);

    public Task<SftpClient> ConnectAsync(TimeSpan? patience = null, bool onThread = false) => SftpClient.OpenAsync(
        onThread ? new ThreadStream(requests.Writer.AsStream(), () => IsDeaf) : new PassingStream(requests.Writer.AsStream(), () => IsDeaf),
        onThread ? new ThreadStream(answers.Reader.AsStream(), () => false) : answers.Reader.AsStream(), "scripted", TestContext.Current.CancellationToken, patience: patience ?? TimeSpan.FromSeconds(60));

    /// <summary>Whether writing to it fails, as it does where nobody is left to read.</summary>
    public bool IsDeaf { get; set; }

    public static byte[] Greeting => Packet(2, [0, 0, 0, 3]);

    public static byte[] Status(uint id, uint status) => Packet(101, [.. Number(id), .. Number(status), .. Text(""), .. Text("")]);

    public static byte[] Handle(uint id) => Packet(102, [.. Number(id), .. Text("h")]);

    public static byte[] Data(uint id, byte[] data) => Packet(103, [.. Number(id), .. Number((uint)data.Length), .. data]);

    public static byte[] Attributes(uint id, uint mode, ulong size = 3) => Packet(105, [.. Number(id), .. Fields(mode, size)]);

    public static byte[] Names(uint id, params (string Name, uint Mode)[] names) => Packet(104, [.. Number(id), .. Number((uint)names.Length), .. names.SelectMany(name => (byte[])[.. Text(name.Name), .. Text(""), .. Fields(name.Mode, 3)])]);

    public static byte[] Packet(byte type, byte[] fields) => [.. Number((uint)fields.Length + 1), type, .. fields];

    public static byte[] Number(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    public static byte[] Text(string text) => [.. Number((uint)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public async ValueTask DisposeAsync()
    {
        await requests.Writer.CompleteAsync();
        await answers.Reader.CompleteAsync();
        await serving;
    }

    static byte[] Fields(uint mode, ulong size) => [.. Number(5), .. Number((uint)(size >> 32)), .. Number((uint)size), .. Number(mode)];

    async Task ServeAsync()
    {
        var input = requests.Reader.AsStream();
        var head = new byte[5];
        while (await input.ReadAtLeastAsync(head, 5, throwOnEndOfStream: false) == 5)
        {
            var body = new byte[BinaryPrimitives.ReadUInt32BigEndian(head) - 1];
            await input.ReadExactlyAsync(body);
            foreach (var packet in answer(head[4], body.Length >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(body) : 0, body))
            {
                if ((await answers.Writer.WriteAsync(packet)).IsCompleted) return;
            }
        }
        await answers.Writer.CompleteAsync();
    }

    class PassingStream(Stream inner, Func<bool> isBroken) : Stream
    {
        public override bool CanRead => inner.CanRead;
        public override bool CanSeek => false;
        public override bool CanWrite => inner.CanWrite;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancel = default) => inner.ReadAsync(target, cancel);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancel = default) =>
            isBroken() ? ValueTask.FromException(new IOException("Broken pipe")) : inner.WriteAsync(source, cancel);

        public override int Read(byte[] target, int offset, int count) => inner.Read(target, offset, count);

        public override void Write(byte[] source, int offset, int count) => inner.Write(source, offset, count);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }

    sealed class ThreadStream(Stream inner, Func<bool> isBroken) : PassingStream(inner, isBroken), IThreadStream
    {
        readonly byte[] piece = new byte[16 * 1024];

        public int ReadHere(Span<byte> target, CancellationToken cancel)
        {
            var count = ReadAsync(piece.AsMemory(0, Math.Min(piece.Length, target.Length)), cancel).AsTask().GetAwaiter().GetResult();
            piece.AsSpan(0, count).CopyTo(target);
            return count;
        }

        public bool TryWriteHere(ReadOnlySpan<byte> small)
        {
            Write(small);
            return true;
        }

        public void WriteHere(ReadOnlySpan<byte> source, CancellationToken cancel) => Write(source);
    }
}
