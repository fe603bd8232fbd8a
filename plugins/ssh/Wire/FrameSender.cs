using System.Net.Sockets;

namespace Runner.Plugins.Ssh.Wire;

/// <summary>
/// Sends frames through a socket, in the order in which they were written: what is written while the socket is busy goes out together
/// afterwards.
/// </summary>
/// <remarks>
/// Whoever writes holds <see cref="Gate"/>, and asks under it whether it still may: what is written under it cannot be overtaken.
/// </remarks>
sealed class FrameSender(Socket socket, Action<Exception> failed) : IDisposable
{
    /// <summary>How much may wait while the socket is busy before those who send data wait too.</summary>
    const int DataLimit = 1024 * 1024;

    /// <summary>The last message of data may pass the limit, and each has a head.</summary>
    const int DataSlack = 36 * 1024;

    /// <summary>How much may wait altogether: answers to a peer that asks without end and reads nothing.</summary>
    const int Limit = 16 * 1024 * 1024;

    WireBuffer waiting = new();
    WireBuffer leaving = new();
    bool isSending;
    bool isStopped;
    TaskCompletionSource? room, finished;

    /// <summary>Held while frames are written.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Where to write the next frame, under the gate.</summary>
    public WireBuffer Waiting => waiting;

    /// <summary>Whether data may be written now; asked under the gate.</summary>
    public bool HasRoom => waiting.Count < DataLimit;

    /// <summary>Makes room for data in one go. Under the gate.</summary>
    public void ExpectData(long count) => waiting.EnsureRoom((int)Math.Min(count, DataLimit - waiting.Count) + DataSlack);

    /// <summary>Completes when there is room, or never will be. Asked for under the gate.</summary>
    public Task Room() => isStopped ? Task.CompletedTask : (room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Sees to it that what was written is sent. Called without the gate.</summary>
    public void Flush()
    {
        lock (Gate)
        {
            if (isStopped) waiting.Clear();
            if (waiting.Count == 0) return;
            if (!isSending)
            {
                isSending = true;
                Take();
            }
            else if (waiting.Count < Limit)
            {
                return;
            }
            else
            {
                waiting.Clear();
                isStopped = true;
            }
        }
        if (isStopped) failed(new WireFormatException("questions without end while it reads no answers"));
        else _ = SendAsync();
    }

    /// <summary>Completes when all that was written is sent; what is written later is dropped.</summary>
    public Task FinishAsync()
    {
        lock (Gate)
        {
            finished ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!isSending) Stop();
            return finished.Task;
        }
    }

    /// <summary>Drops what waits, now and from now on.</summary>
    public void Dispose()
    {
        lock (Gate) Stop();
    }

    async Task SendAsync()
    {
        try
        {
            do
            {
                for (var bytes = leaving.Written; !bytes.IsEmpty;)
                {
                    bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, CancellationToken.None).ConfigureAwait(false)..];
                }
            }
            while (TakeNext());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            failed(exception);
        }
    }

    bool TakeNext()
    {
        lock (Gate)
        {
            leaving.Clear();
            if (waiting.Count == 0 || isStopped)
            {
                if (finished is not null) Stop();
                return isSending = false;
            }
            Take();
            return true;
        }
    }

    void Take()
    {
        (waiting, leaving) = (leaving, waiting);
        TellOfRoom();
    }

    void Stop()
    {
        isStopped = true;
        waiting.Clear();
        TellOfRoom();
        finished?.TrySetResult();
    }

    void TellOfRoom()
    {
        room?.TrySetResult();
        room = null;
    }
}
