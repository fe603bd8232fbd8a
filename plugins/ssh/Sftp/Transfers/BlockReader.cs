using System.Buffers;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>Reads an open remote file from one place on, in order, with several blocks asked for ahead.</summary>
/// <param name="operations">The server.</param>
/// <param name="handle">The open file.</param>
/// <param name="path">Its path, for messages.</param>
/// <param name="budget">What bounds the memory of all transfers.</param>
/// <param name="offset">Where to begin.</param>
/// <param name="size">Where to end; null to read on to the end of the file, one block after the other.</param>
sealed class BlockReader(SftpOperations operations, byte[] handle, string path, BlockBudget budget, long offset, long? size) : IDisposable
{
    readonly Queue<Ahead> ahead = new();
    int block = operations.Session.Server.ReadBlock;
    long next = offset;
    bool ended;

    /// <summary>The next bytes; empty at the end. They are the caller's until it gives them back.</summary>
    internal async ValueTask<ArraySegment<byte>> NextAsync(CancellationToken cancel)
    {
        if (ended) return default;
        await AskAsync(cancel).ConfigureAwait(false);
        if (!ahead.TryPeek(out var first)) return default;
        var count = await operations.ReadAsync(first.Exchange, path, cancel).ConfigureAwait(false);
        var got = count;
        while (count > 0 && got < first.Length)
        {
            // A server may give less than it was asked for; the next requests ask for as much as it gives.
            if (size is not null) block = Math.Clamp(Math.Min(block, count), 4096, SftpServerFacts.LargestBlock);
            else break;
            var rest = operations.Read(handle, first.Offset + got, first.Buffer.AsMemory(got, first.Length - got));
            // Its buffer is the session's again until then: it is not given back when this is broken off.
            count = await operations.ReadAsync(rest, path, cancel).ConfigureAwait(false);
            got += count;
        }
        ahead.Dequeue();
        if (size is null) next = first.Offset + got;
        ended = got == 0 || (count == 0 && size is not null);
        if (got > 0) return new(first.Buffer, 0, got);
        Return(first.Buffer);
        return default;
    }

    internal void Return(ArraySegment<byte> bytes) => Return(bytes.Array!);

    /// <summary>Gives up what was asked for ahead: answers that still come are thrown away with their buffers.</summary>
    public void Dispose()
    {
        while (ahead.TryDequeue(out _)) budget.Return();
    }

    async ValueTask AskAsync(CancellationToken cancel)
    {
        var most = size is null ? 1 : BlockBudget.InFlight(block);
        while (ahead.Count < most && (size is null || next < size))
        {
            // What is asked for already will come, and must not wait for others' blocks.
            if (ahead.Count == 0) await budget.TakeAsync(cancel).ConfigureAwait(false);
            else if (!budget.TryTake()) return;
            var length = (int)Math.Min(block, (size ?? long.MaxValue) - next);
            var buffer = ArrayPool<byte>.Shared.Rent(length);
            Exchange exchange;
            try
            {
                exchange = operations.Read(handle, next, buffer.AsMemory(0, length));
            }
            catch (NetworkException)
            {
                budget.Return();
                throw;
            }
            ahead.Enqueue(new(next, length, buffer, exchange));
            next += length;
        }
    }

    void Return(byte[] buffer)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        budget.Return();
    }

    sealed record Ahead(long Offset, int Length, byte[] Buffer, Exchange Exchange);
}
