namespace Runner.Plugins.Ssh.Channels;

/// <summary>A command's standard input, to write. Disposing it sends the end of file.</summary>
sealed class InputStream(SessionChannel channel) : Stream
{
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancel = default) => channel.WriteAsync(source, cancel);

    public override Task WriteAsync(byte[] source, int offset, int count, CancellationToken cancel) => channel.WriteAsync(source.AsMemory(offset, count), cancel).AsTask();

    public override void Write(byte[] source, int offset, int count) => WriteAsync(source, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    // What is written is on its way at once.
    public override void Flush()
    {
    }

    public override int Read(byte[] target, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) channel.EndInput();
        base.Dispose(disposing);
    }
}
