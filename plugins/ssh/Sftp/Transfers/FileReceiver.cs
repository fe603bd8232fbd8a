using Microsoft.Win32.SafeHandles;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>
/// Fetches a large file on the thread that reads what the server sends: each piece is written where it belongs while it is in the
/// processor's cache, and the next requests are made there too. Nobody is woken, and no block is kept in memory.
/// </summary>
/// <param name="operations">The server.</param>
/// <param name="handle">The open file there.</param>
/// <param name="path">Its path, for messages.</param>
/// <param name="file">The file here.</param>
/// <param name="size">Where it ends.</param>
/// <param name="received">Told how much came.</param>
sealed class FileReceiver(SftpOperations operations, byte[] handle, string path, SafeFileHandle file, long size, Action<int> received)
{
    /// <summary>How many blocks are asked for before the first comes, and how many of them are asked for together.</summary>
    const int Ahead = 32, Together = 8;

    readonly Lock state = new();
    readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly int length = operations.Session.Server.ReadBlock;
    long next, end = size;
    int underWay;
    readonly SafeFileHandle target = file;
    volatile bool isOver;

    /// <summary>Whether a session can be read like that.</summary>
    internal static bool Fits(SftpSession session) => session.ReadsHere;

    /// <summary>Fetches it from its beginning.</summary>
    /// <returns>How many bytes there were before its end.</returns>
    /// <exception cref="NetworkException">The server does not give it, or is gone.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal async Task<long> RunAsync(CancellationToken cancel)
    {
        using var ended = operations.Session.Ended.UnsafeRegister(static self => ((FileReceiver)self!).Lose(), this);
        try
        {
            Ask();
            await over.Task.WaitAsync(cancel).ConfigureAwait(false);
            return end;
        }
        finally
        {
            isOver = true;
        }
    }

    void Lose()
    {
        if (operations.Session.Failure is { } failure) over.TrySetException(failure);
    }

    void Ask()
    {
        var blocks = new List<Block>();
        lock (state)
        {
            if (isOver || Ahead - underWay < Math.Min(Together, (end - next + length - 1) / length)) return;
            for (; underWay < Ahead && next < end; underWay++)
            {
                var count = (int)Math.Min(length, end - next);
                blocks.Add(new(this, next, count));
                next += count;
            }
        }
        Send(blocks);
    }

    void Send(List<Block> blocks)
    {
        if (blocks.Count > 0) operations.Session.SendReads(handle, blocks);
    }

    /// <summary>A block has come, or will not. On the thread that reads.</summary>
    void Finish(Block block)
    {
        try
        {
            // The answer is there: nothing is waited for.
            var count = operations.ReadAsync(block.Exchange, path, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            if (isOver) return;
            received(count);
            if (count > 0 && count < block.Count)
            {
                // A server may give less than it was asked for.
                Send([new(this, block.At + count, block.Count - count)]);
                return;
            }
            lock (state)
            {
                underWay--;
                if (count == 0) end = Math.Min(end, block.At);
                if (underWay == 0 && next >= end) over.TrySetResult();
            }
            Ask();
        }
        catch (NetworkException refusal)
        {
            Fail(refusal);
        }
    }

    void Fail(Exception cause)
    {
        isOver = true;
        over.TrySetException(cause);
    }

    /// <summary>A part of the file that was asked for.</summary>
    internal sealed class Block(FileReceiver receiver, long at, int count) : IReadHere
    {
        int got;

        internal Exchange Exchange { get; private set; } = null!;

        public long At => at;

        public int Count => count;

        public Exchange Expect() => Exchange = new() { Here = this };

        public void Take(ReadOnlySpan<byte> piece)
        {
            if (receiver.isOver) return;
            try
            {
                RandomAccess.Write(receiver.target, piece, at + got);
                got += piece.Length;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                receiver.Fail(cause);
            }
        }

        public void Finish() => receiver.Finish(this);
    }
}
