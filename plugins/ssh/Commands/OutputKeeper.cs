using System.Buffers;
using System.Text;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>What a command writes to one stream: kept to a limit, and read on beyond it, so that the command is never held up.</summary>
/// <param name="limit">How many bytes are kept.</param>
/// <param name="copy">Gets all of it as it comes; null for nobody.</param>
/// <param name="lines">Told all of it as it comes; null for nobody.</param>
/// <param name="fail">Told when one of these failed. They get nothing more then.</param>
sealed class OutputKeeper(int limit, Stream? copy, LineFeed? lines, Action<Exception> fail)
{
    const int LongestLine = 200;

    readonly ArrayBufferWriter<byte> kept = new();
    string? lastLine;
    bool hasFailed;

    /// <summary>Whether there was more than the limit.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Whether nothing came.</summary>
    public bool IsEmpty => kept.WrittenCount == 0 && !IsTruncated;

    /// <summary>The last line so far, or its beginning; null as long as there is none. Read from any thread.</summary>
    public string? LastLine => Volatile.Read(ref lastLine);

    /// <summary>Reads to the end of the stream.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancel)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            int length;
            while ((length = await stream.ReadAsync(chunk, cancel).ConfigureAwait(false)) > 0)
            {
                Take(chunk.AsSpan(0, length));
                if (!hasFailed) await PassOnAsync(chunk.AsMemory(0, length), cancel).ConfigureAwait(false);
            }

            if (!hasFailed) await PassOnAsync(default, cancel).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>What was kept, as UTF-8, without a byte order mark and without the line breaks at the end.</summary>
    public string Text()
    {
        var bytes = kept.WrittenSpan;
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        // Cut in the middle of a character, the text ends before it.
        var decoder = Encoding.UTF8.GetDecoder();
        var chars = new char[decoder.GetCharCount(bytes, flush: !IsTruncated)];
        var count = decoder.GetChars(bytes, chars, flush: !IsTruncated);
        return new string(chars, 0, count).TrimEnd('\r', '\n');
    }

    /// <summary>Passes on what came; nothing stands for the end.</summary>
    async ValueTask PassOnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            if (copy is not null) await copy.WriteAsync(bytes, cancel).ConfigureAwait(false);
            if (bytes.IsEmpty) lines?.End();
            else lines?.Take(bytes.Span);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            hasFailed = true;
            fail(e);
        }
    }

    void Take(ReadOnlySpan<byte> bytes)
    {
        var room = limit - kept.WrittenCount;
        if (bytes.Length > room) IsTruncated = true;
        kept.Write(bytes[..Math.Min(room, bytes.Length)]);
        var end = bytes.TrimEnd("\r\n"u8);
        var line = end[(end.LastIndexOf((byte)'\n') + 1)..];
        if (!line.IsEmpty) Volatile.Write(ref lastLine, Encoding.UTF8.GetString(line[..Math.Min(line.Length, LongestLine)]));
    }
}
