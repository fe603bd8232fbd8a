using System.Net.Security;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>
/// The bytes of an open WebSocket, below its frames. It gives first what came along with the handshake's answer, keeps the last
/// bytes that came, knows when they did, lets a ping in between the frames that .NET writes, and ends when the peer goes beyond what
/// <see cref="FrameWatch"/> allows.
/// </summary>
/// <remarks>
/// .NET writes each frame with one call. Its own pings cannot be used: it reads pongs only while a message is being received,
/// and counts the connection as lost when that waits for a workflow to take messages.
/// </remarks>
sealed class WatchedStream : Stream
{
    /// <summary>A ping without payload, masked with zeros (RFC 6455, sections 5.2 and 5.5.2).</summary>
    static readonly byte[] Ping = [0x89, 0x80, 0, 0, 0, 0];

    /// <summary>As long as a close frame can be.</summary>
    const int TailLength = 127;

    /// <summary>
    /// After how many reads that did not have to wait others get their turn: a peer that always has something to say would
    /// otherwise keep the thread, and .NET reads on by itself through pings and empty frames.
    /// </summary>
    const int ReadsInARow = 64;

    /// <summary>How long the peer may take to hear why it is left.</summary>
    static readonly TimeSpan SayLimit = TimeSpan.FromSeconds(1);

    readonly Stream inner;
    readonly HandshakeRequest request;
    readonly bool quiet;
    readonly SemaphoreSlim writing = new(1, 1);
    readonly byte[] tail = new byte[TailLength];
    int tailCount;
    int readsInARow;
    FrameWatch frames;
    ReadOnlyMemory<byte> first;

    internal WatchedStream(HandshakeRequest request, Stream inner, byte[] first)
    {
        this.request = request;
        this.inner = inner;
        this.first = first;
        // A read of TLS holds a buffer of 32 KiB while it waits, unless it first waits with an empty one.
        quiet = inner is SslStream;
    }

    /// <summary>When bytes last came, in milliseconds since the system started.</summary>
    internal long LastReceived { get; private set; } = Environment.TickCount64;

    /// <summary>The code of the close frame that was sent; null when none was, or without a code.</summary>
    internal int? SentCloseCode { get; private set; }

    /// <summary>The last bytes that came, up to 127.</summary>
    internal ReadOnlySpan<byte> Tail => tail.AsSpan(0, tailCount);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Sends a ping, unless a frame is just being written: then the peer is spoken to anyhow.</summary>
    internal async Task PingAsync()
    {
        if (!await writing.WaitAsync(0).ConfigureAwait(false)) return;
        try
        {
            await inner.WriteAsync(Ping).ConfigureAwait(false);
            await inner.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Not before: the messages that came along with it are good.
        if (frames.Problem is { } problem) await RefuseAsync(problem).ConfigureAwait(false);
        int count;
        if (!first.IsEmpty)
        {
            count = Math.Min(buffer.Length, first.Length);
            first[..count].CopyTo(buffer);
            first = first[count..];
        }
        else
        {
            if (quiet) await inner.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            var read = inner.ReadAsync(buffer, cancellationToken);
            readsInARow = read.IsCompleted ? readsInARow + 1 : 0;
            count = await read.ConfigureAwait(false);
            if (readsInARow >= ReadsInARow)
            {
                readsInARow = 0;
                await Task.Yield();
            }
        }
        LastReceived = Environment.TickCount64;
        Keep(buffer.Span[..count]);
        frames.Read(buffer.Span[..count], request);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // .NET tells the peer more exactly than us what it dislikes: the code is masked with the four bytes before it.
        if (buffer.Span is [0x88, >= 0x82, var mask1, var mask2, _, _, var high, var low, ..]) SentCloseCode = ((high ^ mask1) << 8) | (low ^ mask2);
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Tells the peer with a close frame, masked with zeros, and throws the problem.</summary>
    async Task RefuseAsync(ProtocolException problem)
    {
        var code = problem.Status ?? CloseCodes.Protocol;
        using var limit = new CancellationTokenSource(SayLimit);
        try
        {
            await WriteAsync(new byte[] { 0x88, 0x82, 0, 0, 0, 0, (byte)(code >> 8), (byte)code }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer does not listen any more. That it is left, and why, is known without.
        }
        throw problem;
    }

    void Keep(ReadOnlySpan<byte> came)
    {
        if (came.Length >= TailLength)
        {
            came[^TailLength..].CopyTo(tail);
            tailCount = TailLength;
            return;
        }
        var kept = Math.Min(tailCount, TailLength - came.Length);
        tail.AsSpan(tailCount - kept, kept).CopyTo(tail);
        came.CopyTo(tail.AsSpan(kept));
        tailCount = kept + came.Length;
    }
}
