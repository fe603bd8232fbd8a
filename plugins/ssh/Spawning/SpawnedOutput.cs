using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Spawning;

/// <summary>An output stream of a client, whose end is the command's only when nothing else ended it.</summary>
sealed class SpawnedOutput(Stream stream, Task<ChannelEnd> end) : Stream
{
    volatile bool isDisposed;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        var count = await stream.ReadAsync(target, cancel).ConfigureAwait(false);
        if (count == 0 && !target.IsEmpty) await end.WaitAsync(cancel).ConfigureAwait(false);
        return count;
    }

    public override Task<int> ReadAsync(byte[] target, int offset, int count, CancellationToken cancel) => ReadAsync(target.AsMemory(offset, count), cancel).AsTask();

    public override int Read(byte[] target, int offset, int count) => ReadAsync(target, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        isDisposed = true;
        if (disposing) stream.Dispose();
        base.Dispose(disposing);
    }
}
