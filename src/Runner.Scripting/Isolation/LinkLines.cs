using System.Text;

namespace Runner.Scripting.Isolation;

/// <summary>Reads lines of UTF-8 from a stream, of a length that is bounded.</summary>
/// <param name="stream">The stream.</param>
/// <param name="longest">The longest that a line may be, in bytes; longer ones are cut and <paramref name="cuts"/> says what becomes of them.</param>
/// <param name="cuts">Whether a longer line is given in pieces; otherwise it is an error.</param>
sealed class LinkLines(Stream stream, int longest, bool cuts)
{
    byte[] bytes = new byte[16 * 1024];
    int start, end;

    /// <summary>The next line; null at the end. What stands behind the last line break counts as a line where lines may be cut, and is half of one elsewhere.</summary>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public async ValueTask<string?> ReadAsync(CancellationToken cancel)
    {
        for (var seen = start; ;)
        {
            var at = bytes.AsSpan(seen, end - seen).IndexOf((byte)'\n');
            if (at >= 0) return Take(seen + at - start, 1);
            if (end - start >= longest) return cuts ? Take(longest, 0) : throw new InvalidDataException("A line is too long.");
            seen = end;
            if (end == bytes.Length) seen -= MakeRoom();
            var read = await stream.ReadAsync(bytes.AsMemory(end), cancel).ConfigureAwait(false);
            if (read == 0) return cuts && end > start ? Take(end - start, 0) : null;
            end += read;
        }
    }

    string Take(int length, int ending)
    {
        var line = Encoding.UTF8.GetString(bytes, start, length);
        start += length + ending;
        if (start == end) (start, end) = (0, 0);
        return line;
    }

    /// <summary>Moves what is there to the front, or makes more room.</summary>
    /// <returns>How far it was moved.</returns>
    int MakeRoom()
    {
        var moved = start;
        var target = start > bytes.Length / 2 ? bytes : new byte[Math.Min(bytes.Length * 2L, Array.MaxLength)];
        bytes.AsSpan(start, end - start).CopyTo(target);
        (bytes, start, end) = (target, 0, end - start);
        return moved;
    }
}
