using Runner.Plugins.Ssh.Sftp.Transfers;

namespace Runner.Plugins.Ssh.Sftp.Files;

/// <summary>A remote file as a stream to read, which asks ahead.</summary>
sealed class SftpReadStream(SftpClient client, byte[] handle, string path, long? size) : Stream
{
    BlockReader? reader;
    ArraySegment<byte> whole, rest;
    long position;
    bool disposed;

    public override bool CanRead => !disposed;

    public override bool CanSeek => !disposed && size is > 0;

    public override bool CanWrite => false;

    public override long Length => size ?? throw new NotSupportedException("The server does not tell the file's size.");

    public override long Position
    {
        get => position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (buffer.IsEmpty) return 0;
        if (rest.Count == 0)
        {
            Forget();
            // A file that is told to be empty, as those of /proc are, may have contents.
            reader ??= new(client.Operations, handle, path, client.Budget, position, size is > 0 ? size : null);
            whole = rest = await reader.NextAsync(cancellationToken).ConfigureAwait(false);
            if (rest.Count == 0) return 0;
        }
        var count = Math.Min(buffer.Length, rest.Count);
        rest[..count].AsMemory().CopyTo(buffer);
        rest = rest[count..];
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin)
    {
        var to = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => position + offset, _ => Length + offset };
        ArgumentOutOfRangeException.ThrowIfNegative(to, nameof(offset));
        if (to == position) return to;
        Forget();
        reader?.Dispose();
        reader = null;
        return position = to;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        Forget();
        reader?.Dispose();
        client.CloseQuietly(handle);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    void Forget()
    {
        if (whole.Array is not null) reader!.Return(whole);
        whole = rest = default;
    }
}
