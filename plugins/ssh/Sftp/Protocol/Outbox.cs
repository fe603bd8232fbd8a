using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>
/// What goes to the server. Small requests that come while something is being written go together, in one write: thousands of small
/// files are thousands of small requests.
/// </summary>
sealed class Outbox(Stream stream, Action<Exception?> lost, CancellationToken ended) : IAsyncDisposable
{
#pragma warning disable CA2213
    readonly SemaphoreSlim gate = new(1, 1);
#pragma warning restore CA2213
    readonly Lock filling = new();
    byte[] batch = new byte[4096], spare = new byte[4096];
    int count;
    bool flushing;

    /// <summary>Has a request written soon. It is copied.</summary>
    internal void Post(ReadOnlySpan<byte> request)
    {
        lock (filling)
        {
            if (batch.Length - count < request.Length) Array.Resize(ref batch, Math.Max(batch.Length * 2, count + request.Length));
            request.CopyTo(batch.AsSpan(count));
            count += request.Length;
            if (flushing) return;
            flushing = true;
        }
        _ = Task.Run(FlushAsync, CancellationToken.None);
    }

    /// <summary>Writes a long request, after what was posted before.</summary>
    internal async Task SendAsync(ReadOnlyMemory<byte> request)
    {
        try
        {
            await gate.WaitAsync(ended).ConfigureAwait(false);
            try
            {
                if (TakeBatch() is { IsEmpty: false } before) await stream.WriteAsync(before, ended).ConfigureAwait(false);
                await stream.WriteAsync(request, ended).ConfigureAwait(false);
                await stream.FlushAsync(ended).ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            lost(cause is OperationCanceledException ? null : cause); // the answer, which fails now too, says it to who waits
        }
    }

    /// <summary>Whether <see cref="SendHere"/> can be used.</summary>
    internal bool WritesHere => stream is IThreadStream;

    /// <summary>Writes a long request on this thread, after what was posted before.</summary>
    /// <param name="write">Writes all of it.</param>
    internal void SendHere(Action<IThreadStream, CancellationToken> write)
    {
        try
        {
            gate.Wait(ended);
            try
            {
                var here = (IThreadStream)stream;
                if (TakeBatch() is { IsEmpty: false } before) here.WriteHere(before.Span, ended);
                write(here, ended);
            }
            finally
            {
                gate.Release();
            }
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            lost(cause is OperationCanceledException ? null : cause);
        }
    }

    /// <summary>Ends the server's input.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The other side has ended before: there is nobody to tell.
        }
        // The gate is left as it is: who waits at it is told by the token, and it holds nothing of the system's.
    }

    async Task FlushAsync()
    {
        try
        {
            while (true)
            {
                await gate.WaitAsync(ended).ConfigureAwait(false);
                try
                {
                    var requests = TakeBatch();
                    if (requests.IsEmpty)
                    {
                        lock (filling)
                        {
                            if (count > 0) continue;
                            flushing = false;
                            return;
                        }
                    }
                    await stream.WriteAsync(requests, ended).ConfigureAwait(false);
                    await stream.FlushAsync(ended).ConfigureAwait(false);
                }
                finally
                {
                    gate.Release();
                }
            }
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            lost(cause is OperationCanceledException ? null : cause);
        }
    }

    /// <summary>What was posted. Only under the gate: what it answers is written before the next is taken.</summary>
    ReadOnlyMemory<byte> TakeBatch()
    {
        lock (filling)
        {
            var taken = batch.AsMemory(0, count);
            (batch, spare) = (spare, batch);
            count = 0;
            return taken;
        }
    }
}
