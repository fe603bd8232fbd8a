namespace Runner.Plugins.Ssh.Channels;

/// <summary>A command's standard output or error, to read.</summary>
sealed class OutputStream(OutputBuffer buffer) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancel = default) => buffer.ReadAsync(target, cancel);

    public override Task<int> ReadAsync(byte[] target, int offset, int count, CancellationToken cancel) => buffer.ReadAsync(target.AsMemory(offset, count), cancel).AsTask();

    public override int Read(byte[] target, int offset, int count) => ReadAsync(target, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancel) => buffer.CopyToAsync(destination, cancel);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) buffer.GiveUp();
        base.Dispose(disposing);
    }
}
