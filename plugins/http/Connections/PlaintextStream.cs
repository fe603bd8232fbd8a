namespace Runner.Plugins.Http;

/// <summary>What TLS carries, watched for an end before the first answer: TLS has an end of its own, which the bytes below do not show.</summary>
sealed class PlaintextStream(Stream tls, ConnectionFacts facts) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        facts.HasAnswered || buffer.IsEmpty ? tls.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        tls.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => tls.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => tls.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => tls.Write(buffer, offset, count);

    public override void Flush() => tls.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) tls.Dispose();
        base.Dispose(disposing);
    }

    async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var count = await tls.ReadAsync(buffer, cancel).ConfigureAwait(false);
        if (count == 0) facts.RefuseSilentEnd();
        return count;
    }
}
