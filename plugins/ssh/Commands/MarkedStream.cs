using System.Text;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>What the other side says of itself in the output of a command.</summary>
sealed record Mark(char Kind, string Word);

/// <summary>A command's output, without the marks of its <see cref="StartScript"/>.</summary>
/// <remarks>
/// Marks are waited for one by one (<see cref="NextAsync"/>), and reading goes on after the last. A mark that nobody waits for any more is
/// taken out on the way (<see cref="Seen"/>).
/// </remarks>
sealed class MarkedStream(Stream inner, string token) : Stream
{
    const int LongestWord = 32;

    /// <summary>What is kept of the text before a mark: what a shell's start-up files print, or why there is no mark.</summary>
    const int LongestBefore = 64 * 1024;

    readonly byte[] token = Encoding.ASCII.GetBytes(token);
    readonly MemoryStream before = new();
    byte[] held = new byte[8 * 1024];
    int from, to;
    bool isSearching = true;

    /// <summary>The last mark that was met; null as long as there was none.</summary>
    public Mark? Seen { get; private set; }

    /// <summary>What came before the marks, as text.</summary>
    public string Before => Encoding.UTF8.GetString(before.GetBuffer(), 0, (int)before.Length);

    /// <summary>Waits for the next mark; null when the output ended without one.</summary>
    public async ValueTask<Mark?> NextAsync(CancellationToken cancel)
    {
        while (true)
        {
            var text = TextBeforeMark(out var mark, out var length);
            if (before.Length + text <= LongestBefore) before.Write(held, from, text);
            from += text + length;
            if (mark is not null) return Seen = mark;
            if (await FillAsync(cancel).ConfigureAwait(false)) continue;
            before.Write(held, from, Math.Min(to - from, LongestBefore));
            from = to;
            isSearching = false;
            return null;
        }
    }

    /// <summary>Marks are waited for no more: reading goes on with what follows.</summary>
    /// <param name="withBefore">Whether what came before the marks is read too.</param>
    /// <param name="oneMoreMayCome">Whether a mark may come, which is taken out then.</param>
    public void Release(bool withBefore, bool oneMoreMayCome = false)
    {
        isSearching &= oneMoreMayCome;
        if (!withBefore || before.Length == 0) return;
        held = [.. before.GetBuffer().AsSpan(0, (int)before.Length), .. held.AsSpan(from, to - from)];
        (from, to) = (0, held.Length);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (isSearching)
        {
            var text = TextBeforeMark(out var mark, out var length);
            if (mark is not null)
            {
                // The text before it moves up to the text after it.
                held.AsSpan(from, text).CopyTo(held.AsSpan(from + length));
                from += length;
                Seen = mark;
                isSearching = false;
            }
            else if (text > 0)
            {
                return Take(buffer.Span[..Math.Min(buffer.Length, text)]);
            }
            else if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                isSearching = false;
            }
        }

        if (from < to) return Take(buffer.Span);
        held = [];
        from = to = 0;
        return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, to - from);
        held.AsSpan(from, count).CopyTo(buffer);
        from += count;
        return count;
    }

    async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        // What is held is never more than a mark that has not come whole.
        held.AsSpan(from, to - from).CopyTo(held);
        (from, to) = (0, to - from);
        var count = await inner.ReadAsync(held.AsMemory(to), cancel).ConfigureAwait(false);
        to += count;
        return count > 0;
    }

    /// <summary>How many bytes are surely text, and the mark that follows them, if it is there whole.</summary>
    int TextBeforeMark(out Mark? mark, out int length)
    {
        (mark, length) = (null, 0);
        var bytes = held.AsSpan(from, to - from);
        var at = 0;
        while (bytes[at..].IndexOf(token) is >= 0 and var found)
        {
            at += found;
            var rest = bytes[(at + token.Length)..];
            var end = rest[..Math.Min(rest.Length, LongestWord + 2)].IndexOf((byte)';');
            if (end > 0)
            {
                mark = new((char)rest[0], Encoding.ASCII.GetString(rest[1..end]));
                length = token.Length + end + 1;
                return at;
            }

            if (rest.Length < LongestWord + 2) return at;
            at += token.Length;
        }

        for (var tail = Math.Min(bytes.Length - at, token.Length - 1); tail > 0; tail--)
            if (token.AsSpan().StartsWith(bytes[^tail..])) return bytes.Length - tail;
        return bytes.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
