using System.Buffers;
using Runner.Plugins.Ssh.Sftp.Protocol;

namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>Writes an open remote file from one place on, with several blocks under way at once.</summary>
sealed class BlockWriter(SftpOperations operations, byte[] handle, string path, BlockBudget budget, long offset)
{
    readonly int head = PacketWriter.WriteHeader(handle);
    readonly int window = BlockBudget.InFlight(operations.Session.Server.WriteBlock);
    readonly Lock state = new();
    TaskCompletionSource? room;
    Exception? failure;
    long failedAt = long.MaxValue;
    int underWay;

    /// <summary>Where the next block goes.</summary>
    internal long Offset { get; private set; } = offset;

    /// <summary>What the server has for sure, once <see cref="DrainAsync"/> ended: all before the first block that failed.</summary>
    internal long Written => Math.Min(Offset, failedAt);

    internal int BlockSize => operations.Session.Server.WriteBlock;

    /// <summary>A buffer for the next block, when there is room for it.</summary>
    internal async ValueTask<Block> RentAsync(int size, CancellationToken cancel)
    {
        await WaitAsync(window - 1, cancel).ConfigureAwait(false);
        await budget.TakeAsync(cancel).ConfigureAwait(false);
        return new(ArrayPool<byte>.Shared.Rent(head + size), head, size);
    }

    /// <summary>Gives back a block that is not sent.</summary>
    internal void Return(Block block)
    {
        ArrayPool<byte>.Shared.Return(block.Packet);
        budget.Return();
    }

    /// <summary>Sends the first bytes of a block.</summary>
    internal void Send(Block block, int count)
    {
        lock (state) underWay++;
        _ = SendAsync(block.Packet, Offset, count);
        Offset += count;
    }

    /// <summary>Whether <see cref="SendFile"/> can be used.</summary>
    internal bool WritesHere => operations.Session.WritesHere;

    /// <summary>
    /// Sends all of a file that is left, on this thread: through one small buffer, from the file into the pipe, as nothing else is as cheap.
    /// </summary>
    /// <param name="source">The file.</param>
    /// <param name="size">Where it ends.</param>
    /// <param name="sent">Told how much was sent.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="IOException">It cannot be read, or has become shorter.</exception>
    internal void SendFile(UploadSource.OfFile source, long size, Action<int> sent, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        while (Offset < size)
        {
            WaitAsync(window - 1, cancel).AsTask().GetAwaiter().GetResult();
            budget.TakeAsync(cancel).GetAwaiter().GetResult();
            var (at, count) = (Offset, (int)Math.Min(BlockSize, size - Offset));
            lock (state) underWay++;
            Exception? unread = null;
            _ = AnswerAsync(at, () => operations.Session.SendHere(handle, at, count, Fill, buffer));
            if (unread is not null)
            {
                // The request is whole, and what it holds is not the file's.
                lock (state) if (at < failedAt) (failure, failedAt) = (new Sdk.SshException(operations.Target, "The file could not be read."), at);
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(unread);
            }
            Offset += count;
            sent(count);

            void Fill(Memory<byte> piece, int from)
            {
                var got = 0;
                try
                {
                    if (unread is null) got = source.Read(piece.Span, at + from);
                    if (got < piece.Length) unread ??= new IOException($"The file became shorter while it was read: {Sdk.Words.Count(at + from + got, "byte")} in place of {Sdk.Words.Count(size, "byte")}.");
                }
                catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ObjectDisposedException)
                {
                    unread = cause;
                }
                piece.Span[got..].Clear();
            }
        }
    }

    /// <summary>Waits until all is written.</summary>
    /// <exception cref="Sdk.NetworkException">Something could not be.</exception>
    internal ValueTask DrainAsync(CancellationToken cancel) => WaitAsync(0, cancel);

    async Task AnswerAsync(long at, Func<Exchange> send)
    {
        try
        {
            await operations.DoneAsync(send(), $"write {RemoteName.Quote(path)}", CancellationToken.None).ConfigureAwait(false);
            Finish(null, at);
        }
#pragma warning disable CA1031 // Kept, and thrown where the blocks are waited for.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            Finish(cause, at);
        }
    }

    async Task SendAsync(byte[] packet, long at, int count)
    {
        try
        {
            var (sent, exchange) = operations.Session.SendWrite(packet, handle, at, count);
            await operations.DoneAsync(exchange, $"write {RemoteName.Quote(path)}", CancellationToken.None).ConfigureAwait(false);
            await sent.ConfigureAwait(false);
            // Only now does nobody read it any more.
            ArrayPool<byte>.Shared.Return(packet);
            Finish(null, at);
        }
#pragma warning disable CA1031 // Kept, and thrown where the blocks are waited for.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            Finish(cause, at);
        }
    }

    void Finish(Exception? cause, long at)
    {
        budget.Return();
        TaskCompletionSource? waiting;
        lock (state)
        {
            underWay--;
            if (cause is not null && at < failedAt) (failure, failedAt) = (cause, at);
            (waiting, room) = (room, null);
        }
        waiting?.TrySetResult();
    }

    async ValueTask WaitAsync(int most, CancellationToken cancel)
    {
        while (true)
        {
            Task changed;
            lock (state)
            {
                if (failure is not null && (underWay == 0 || most > 0)) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                if (underWay <= most) return;
                changed = (room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await changed.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>A request to write, of which the data is still to be filled in.</summary>
    internal readonly record struct Block(byte[] Packet, int Head, int Size)
    {
        internal Memory<byte> Data => Packet.AsMemory(Head, Size);
    }
}
