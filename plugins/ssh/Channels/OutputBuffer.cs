using System.IO.Pipelines;

namespace Runner.Plugins.Ssh.Channels;

/// <summary>One of a command's output streams: what has come and was not read, which the channel's window bounds.</summary>
/// <param name="consumed">Told how many bytes will not need room any more.</param>
/// <param name="failure">Why there is no more, when that is not the command's end.</param>
/// <param name="readsAtOnce">Whether who waits for bytes goes on in the connection's reading loop, because it only sorts them.</param>
sealed class OutputBuffer(Action<int> consumed, Func<Exception?> failure, bool readsAtOnce)
{
    const int Idle = 0;
    const int Reading = 1;
    const int Given = 2;

    // Whoever reads goes on elsewhere: what it does may take long, and the connection's other channels must not wait for it.
    static readonly PipeOptions Elsewhere = new(pauseWriterThreshold: 0, readerScheduler: PipeScheduler.ThreadPool, minimumSegmentSize: 16 * 1024, useSynchronizationContext: false);
    static readonly PipeOptions AtOnce = new(pauseWriterThreshold: 0, readerScheduler: PipeScheduler.Inline, minimumSegmentSize: 32 * 1024, useSynchronizationContext: false);

    readonly Pipe pipe = new(readsAtOnce ? AtOnce : Elsewhere);
    int state;
    long unread;

    /// <summary>How many bytes wait to be read.</summary>
    public long Unread => Interlocked.Read(ref unread);

    /// <summary>Takes what has come. Not called at once with itself or <see cref="Finish"/>.</summary>
    public void Add(ReadOnlySpan<byte> data)
    {
        Interlocked.Add(ref unread, data.Length);
        if (Volatile.Read(ref state) != Given)
        {
            var target = pipe.Writer.GetSpan(data.Length);
            data.CopyTo(target);
            pipe.Writer.Advance(data.Length);
            Flush();
        }
        if (Volatile.Read(ref state) == Given) ForgetUnread();
    }

    void Flush()
    {
        // Nothing to wait for: the window is what bounds it.
        var flushed = pipe.Writer.FlushAsync(CancellationToken.None);
        if (!flushed.IsCompletedSuccessfully) throw new InvalidOperationException("A pipe without a limit waits for its reader");
        _ = flushed.Result;
    }

    /// <summary>Says that no more will come.</summary>
    public void Finish() => pipe.Writer.Complete();

    /// <summary>Gives up reading: what waits and what comes is dropped, and the other side may go on.</summary>
    public void GiveUp()
    {
        var before = Interlocked.Exchange(ref state, Given);
        if (before == Given) return;
        if (before == Idle) pipe.Reader.Complete();
        else pipe.Reader.CancelPendingRead();
        ForgetUnread();
    }

    public async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancel)
    {
        if (target.IsEmpty) return 0;
        Begin();
        try
        {
            var read = await pipe.Reader.ReadAsync(cancel).ConfigureAwait(false);
            return Take(read, target.Span);
        }
        finally
        {
            Leave();
        }
    }

    public async Task CopyToAsync(Stream destination, CancellationToken cancel)
    {
        Begin();
        try
        {
            for (var ended = false; !ended;)
            {
                var read = await pipe.Reader.ReadAsync(cancel).ConfigureAwait(false);
                ended = Check(read);
                var copied = 0L;
                try
                {
                    foreach (var segment in read.Buffer)
                    {
                        await destination.WriteAsync(segment, cancel).ConfigureAwait(false);
                        copied += segment.Length;
                    }
                }
                finally
                {
                    Advance(read, copied);
                }
            }
        }
        finally
        {
            Leave();
        }
    }

    int Take(ReadResult read, Span<byte> target)
    {
        Check(read);
        var taken = 0;
        foreach (var segment in read.Buffer)
        {
            var part = segment.Span[..Math.Min(segment.Length, target.Length - taken)];
            part.CopyTo(target[taken..]);
            taken += part.Length;
            if (taken == target.Length) break;
        }
        Advance(read, taken);
        return taken;
    }

    /// <summary>Whether this is all there will be.</summary>
    bool Check(ReadResult read)
    {
        ObjectDisposedException.ThrowIf(read.IsCanceled || Volatile.Read(ref state) == Given, typeof(Stream));
        if (read is { IsCompleted: true, Buffer.IsEmpty: true } && failure() is { } exception)
        {
            pipe.Reader.AdvanceTo(read.Buffer.Start);
            throw exception;
        }
        return read.IsCompleted;
    }

    void Advance(ReadResult read, long count)
    {
        pipe.Reader.AdvanceTo(read.Buffer.GetPosition(count));
        // Whatever was counted already when reading was given up must not be counted again.
        for (var now = Unread; count > 0 && now > 0;)
        {
            var part = Math.Min(now, count);
            var before = Interlocked.CompareExchange(ref unread, now - part, now);
            if (before == now)
            {
                consumed((int)part);
                return;
            }
            now = before;
        }
    }

    void ForgetUnread()
    {
        var dropped = Interlocked.Exchange(ref unread, 0);
        if (dropped > 0) consumed((int)dropped);
    }

    void Begin()
    {
        switch (Interlocked.CompareExchange(ref state, Reading, Idle))
        {
            case Reading: throw new InvalidOperationException("The stream is being read already");
            case Given: throw new ObjectDisposedException(nameof(Stream));
        }
    }

    void Leave()
    {
        if (Interlocked.CompareExchange(ref state, Idle, Reading) == Given) pipe.Reader.Complete();
    }
}
