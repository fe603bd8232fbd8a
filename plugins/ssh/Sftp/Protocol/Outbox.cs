using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>
/// What goes to the server. Small requests go together, in one write, as long as the server has enough to do: thousands of small files are
/// thousands of small requests, and each write goes through two processes here and two there.
/// </summary>
/// <param name="stream">What the server reads.</param>
/// <param name="waiting">How many requests wait for their answers, with those that were not written yet.</param>
/// <param name="lost">Told why nothing can be written any more.</param>
/// <param name="ended">Ends it.</param>
sealed class Outbox(Stream stream, Func<int> waiting, Action<Exception?> lost, CancellationToken ended) : IAsyncDisposable
{
    /// <summary>A server that has fewer requests than this is sent the next one at once.</summary>
    const int Few = 16;

    /// <summary>How many bytes are no more held back.</summary>
    const int Much = 64 * 1024;

#pragma warning disable CA2213
    readonly SemaphoreSlim gate = new(1, 1);
#pragma warning restore CA2213
    readonly Lock filling = new();
    byte[] batch = new byte[4096], spare = new byte[4096];
    int count, requests;
    bool flushing;

    /// <summary>Writes small requests on this thread where that needs no waiting, else has them written soon.</summary>
    /// <param name="small">The requests, together no more than a pipe takes in one piece.</param>
    /// <param name="number">How many they are.</param>
    internal void PostHere(ReadOnlySpan<byte> small, int number)
    {
        // Who reads may not wait for who writes: the server takes nothing more while nobody takes its answers.
        if (stream is IThreadStream here && gate.Wait(0, CancellationToken.None))
        {
            try
            {
                bool isEmpty;
                lock (filling) isEmpty = count == 0;
                if (isEmpty && here.TryWriteHere(small)) return;
            }
            catch (Exception cause) when (cause is IOException or ObjectDisposedException)
            {
                lost(cause);
                return;
            }
            finally
            {
                gate.Release();
            }
        }
        Post(small, number);
    }

    /// <summary>Has a request written soon. It is copied.</summary>
    internal void Post(ReadOnlySpan<byte> request, int number = 1)
    {
        lock (filling)
        {
            if (batch.Length - count < request.Length) Array.Resize(ref batch, Math.Max(batch.Length * 2, count + request.Length));
            request.CopyTo(batch.AsSpan(count));
            count += request.Length;
            requests += number;
            if (flushing || !IsDue()) return;
            flushing = true;
        }
        _ = Task.Run(FlushAsync, CancellationToken.None);
    }

    /// <summary>The server has less to do than before, and <c>waiting</c> says so.</summary>
    internal void Answered()
    {
        lock (filling)
        {
            if (flushing || count == 0 || !IsDue()) return;
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
                    if (TakeBatch() is { IsEmpty: false } batched)
                    {
                        await stream.WriteAsync(batched, ended).ConfigureAwait(false);
                        await stream.FlushAsync(ended).ConfigureAwait(false);
                    }
                    lock (filling)
                    {
                        if (count > 0 && IsDue()) continue;
                        flushing = false;
                        return;
                    }
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

    /// <summary>Whether the server would soon be idle, or what was posted is as much as half of what it has. Under the lock: an answer that is not counted yet asks after it.</summary>
    bool IsDue()
    {
        var busy = waiting() - requests;
        return busy < Few || requests >= busy / 2 || count >= Much;
    }

    /// <summary>What was posted. Only under the gate: what it answers is written before the next is taken.</summary>
    ReadOnlyMemory<byte> TakeBatch()
    {
        lock (filling)
        {
            var taken = batch.AsMemory(0, count);
            (batch, spare) = (spare, batch);
            count = requests = 0;
            return taken;
        }
    }
}
