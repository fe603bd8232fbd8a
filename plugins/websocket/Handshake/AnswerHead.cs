using System.Buffers;
using System.Globalization;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>The head of an HTTP/1.1 answer: status and headers, up to the empty line (RFC 9112, section 2).</summary>
sealed record AnswerHead(int Status, string Reason, Dictionary<string, string> Headers, byte[] Rest)
{
    /// <summary>The largest head that is read.</summary>
    internal const int Limit = 64 * 1024;

    const int FirstBuffer = 2048;

    /// <summary>Reads until the empty line. Interim answers (1xx but 101) are passed over.</summary>
    /// <exception cref="EndOfStreamException">The peer ended the connection before.</exception>
    /// <exception cref="InvalidDataException">It is not HTTP/1.1; the message says what is wrong.</exception>
    internal static async ValueTask<AnswerHead> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var count = 0;
            while (true)
            {
                var end = buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8);
                if (end >= 0)
                {
                    var head = Parse(buffer.AsSpan(0, end), buffer.AsSpan(end + 4, count - end - 4));
                    if (head.Status is < 100 or > 199 or 101) return head;
                    head.Rest.CopyTo(buffer, 0);
                    count = head.Rest.Length;
                    continue;
                }
                if (count >= 5 && !buffer.AsSpan(0, count).StartsWith("HTTP/"u8)) throw new InvalidDataException("it does not start with HTTP/");
                if (count >= Limit) throw new InvalidDataException("its headers are larger than the limit of 64 KiB");
                if (count == buffer.Length) buffer = Grow(buffer);
                var read = await stream.ReadAsync(buffer.AsMemory(count), cancel).ConfigureAwait(false);
                if (read == 0) throw new EndOfStreamException();
                count += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    static AnswerHead Parse(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> rest)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        // HTTP/1.1 101 Switching Protocols
        var line = lines[0];
        if (!line.StartsWith("HTTP/1.", StringComparison.Ordinal) || line.Length < 12 || line[8] != ' '
            || !int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) || (line.Length > 12 && line[12] != ' '))
        {
            throw new InvalidDataException($"its first line is {Words.Quote(line)}");
        }
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in lines.AsSpan(1))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !HeaderSyntax.IsToken(header.AsSpan(0, colon))) throw new InvalidDataException($"it has the header line {Words.Quote(header)}");
            var (name, value) = (header[..colon], header[(colon + 1)..].Trim());
            // A Set-Cookie has commas inside; it is the one header whose values cannot be joined with them (RFC 9110, section 5.3).
            var separator = name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase) ? "\n" : ", ";
            headers[name] = headers.TryGetValue(name, out var earlier) ? earlier + separator + value : value;
        }
        return new(status, line.Length > 13 ? line[13..] : "", headers, rest.ToArray());
    }
}
