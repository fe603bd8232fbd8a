using Runner.Plugins.Ssh.Sftp.Transfers;

namespace Runner.Plugins.Ssh.Sftp.Files;

/// <summary>A remote file as a stream to write, with several blocks under way at once.</summary>
sealed class SftpWriteStream(SftpClient client, byte[] handle, string path, long start) : Stream
{
    readonly BlockWriter writer = new(client.Operations, handle, path, client.Budget, start);
    BlockWriter.Block? block;
    int filled;
    bool disposed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !disposed;

    public override long Length => Position;

    public override long Position
    {
        get => writer.Offset + filled;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        while (!buffer.IsEmpty)
        {
            var current = block ??= await writer.RentAsync(writer.BlockSize, cancellationToken).ConfigureAwait(false);
            var count = Math.Min(buffer.Length, current.Size - filled);
            buffer[..count].CopyTo(current.Data[filled..]);
            filled += count;
            buffer = buffer[count..];
            if (filled == current.Size) Send();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        Send();
        await writer.DrainAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        Send();
        try
        {
            await writer.DrainAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            client.CloseQuietly(handle);
            throw;
        }
        await client.Operations.CloseAsync(handle, path, CancellationToken.None).ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    void Send()
    {
        if (block is not { } full) return;
        if (filled == 0) writer.Return(full);
        else writer.Send(full, filled);
        (block, filled) = (null, 0);
    }
}
