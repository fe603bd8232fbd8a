using Runner.Sdk;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>An end of a pipe whose other end somebody else holds: when that is gone, the reason is looked for.</summary>
/// <param name="pipe">The pipe.</param>
/// <param name="why">What ended it; null when that is nothing worse than its end.</param>
sealed class PipeEnd(Stream pipe, Func<Task<NetworkException?>> why) : Stream
{
    public override bool CanRead => pipe.CanRead;
    public override bool CanSeek => false;
    public override bool CanWrite => pipe.CanWrite;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancel = default)
    {
        var count = await pipe.ReadAsync(target, cancel).ConfigureAwait(false);
        return count > 0 || target.IsEmpty || await why().ConfigureAwait(false) is not { } reason ? count : throw reason;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancel = default)
    {
        try
        {
            await pipe.WriteAsync(source, cancel).ConfigureAwait(false);
        }
        catch (IOException)
        {
            if (await why().ConfigureAwait(false) is { } reason) throw reason;
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] target, int offset, int count, CancellationToken cancel) => ReadAsync(target.AsMemory(offset, count), cancel).AsTask();

    public override Task WriteAsync(byte[] source, int offset, int count, CancellationToken cancel) => WriteAsync(source.AsMemory(offset, count), cancel).AsTask();

    public override int Read(byte[] target, int offset, int count) => ReadAsync(target, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Write(byte[] source, int offset, int count) => WriteAsync(source, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancel) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) pipe.Dispose();
        base.Dispose(disposing);
    }
}
