using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>What a server sends, through a buffer of fixed size. Long data goes past the buffer to where it belongs.</summary>
sealed class AnswerSource(Stream stream)
{
    readonly IThreadStream? thread = stream as IThreadStream;
    bool isHere;
    readonly byte[] buffer = new byte[64 * 1024];
    byte[]? block;
    int start, end;

    /// <summary>How many bytes came, so that silence is noticed.</summary>
    internal long Received { get; private set; }

    /// <summary>Reads on a thread of its own from now on, where the stream can be read like that; false where it cannot.</summary>
    internal bool ReadHere() => isHere = thread is not null;

    internal ReadOnlySpan<byte> Buffered => buffer.AsSpan(start, end - start);

    /// <summary>Waits until so many bytes are buffered; false when the stream ends before.</summary>
    internal async ValueTask<bool> FillAsync(int count, CancellationToken cancel)
    {
        while (end - start < count)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }
            var read = isHere ? thread!.ReadHere(buffer.AsSpan(end), cancel) : await stream.ReadAsync(buffer.AsMemory(end), cancel).ConfigureAwait(false);
            if (read == 0) return false;
            Received += read;
            end += read;
        }
        return true;
    }

    /// <summary>Whether it reads on a thread of its own.</summary>
    internal bool IsHere => isHere;

    /// <summary>Gives the next bytes to who takes them, as many at once as a server answers with; false when the stream ends before.</summary>
    internal async ValueTask<bool> GiveAsync(int count, IReadHere taker, CancellationToken cancel)
    {
        block ??= new byte[SftpServerFacts.LargestBlock];
        while (count > 0)
        {
            var piece = Math.Min(count, block.Length);
            if (!await ReadAsync(block.AsMemory(0, piece), cancel).ConfigureAwait(false)) return false;
            taker.Take(block.AsSpan(0, piece));
            count -= piece;
        }
        return true;
    }

    internal void Skip(int count) => start += count;

    /// <summary>Fills all of a target; false when the stream ends before.</summary>
    internal async ValueTask<bool> ReadAsync(Memory<byte> target, CancellationToken cancel)
    {
        while (true)
        {
            var here = Math.Min(target.Length, end - start);
            buffer.AsSpan(start, here).CopyTo(target.Span);
            start += here;
            target = target[here..];
            if (target.IsEmpty) return true;
            if (target.Length < buffer.Length / 2)
            {
                if (!await FillAsync(1, cancel).ConfigureAwait(false)) return false;
                continue;
            }
            var read = isHere ? thread!.ReadHere(target.Span, cancel) : await stream.ReadAsync(target, cancel).ConfigureAwait(false);
            if (read == 0) return false;
            Received += read;
            target = target[read..];
        }
    }
}
