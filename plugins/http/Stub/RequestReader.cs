using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Reads requests from a connection, one after the other, also when several came at once (RFC 9112).</summary>
sealed class RequestReader(Socket socket)
{
    internal const int MaxHeaderBytes = 32 * 1024;
    internal const long MaxBodyBytes = 64 * 1024 * 1024;

    byte[] buffer = new byte[4096];
    int start;
    int end;

    /// <summary>The next request; null when the client has closed the connection between two.</summary>
    /// <exception cref="BadRequestException">What came is not HTTP/1.x, or goes over the limits.</exception>
    internal async ValueTask<StubRequest?> ReadAsync(CancellationToken cancel)
    {
        int length;
        while ((length = HeadLength()) < 0)
        {
            // Whoever speaks TLS, or anything else, to this server would wait for an answer as long as we for the rest.
            if (start < end && !char.IsAsciiLetter((char)buffer[start])) throw new BadRequestException(400, "This is not HTTP.");
            if (end - start >= MaxHeaderBytes) throw new BadRequestException(431, $"The headers are larger than {Words.Bytes(MaxHeaderBytes)}.");
            if (await FillAsync(cancel).ConfigureAwait(false)) continue;
            return end == start ? null : throw new BadRequestException(400, "The request ends in its headers.");
        }
        var head = RequestHead.Parse(buffer.AsSpan(start, length));
        start += length;

        if (head.ExpectsContinue) await socket.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancel).ConfigureAwait(false);
        if (head.Chunked) await SkipChunksAsync(cancel).ConfigureAwait(false);
        else await SkipAsync(head.ContentLength, cancel).ConfigureAwait(false);
        return head.Request;
    }

    /// <summary>How many bytes the head at the start of the buffer has, with its empty line; -1 when it is not whole yet.</summary>
    int HeadLength()
    {
        // Empty lines before a request are to be ignored (RFC 9112, section 2.2).
        while (start < end && buffer[start] is (byte)'\r' or (byte)'\n') start++;
        var at = buffer.AsSpan(start, end - start).IndexOf("\r\n\r\n"u8);
        return at < 0 ? -1 : at + 4;
    }

    /// <summary>Reads more behind what is there; false at the end.</summary>
    async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }
        if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var count = await socket.ReceiveAsync(buffer.AsMemory(end), cancel).ConfigureAwait(false);
        end += count;
        return count > 0;
    }

    async ValueTask SkipAsync(long count, CancellationToken cancel)
    {
        if (count > MaxBodyBytes) throw new BadRequestException(413, $"The body is larger than {Words.Bytes(MaxBodyBytes)}.");
        while (true)
        {
            var here = (int)Math.Min(count, end - start);
            start += here;
            count -= here;
            if (count == 0) return;
            if (!await FillAsync(cancel).ConfigureAwait(false)) throw new BadRequestException(400, "The request ends in its body.");
        }
    }

    async ValueTask SkipChunksAsync(CancellationToken cancel)
    {
        long total = 0;
        while (true)
        {
            var line = await ReadLineAsync(cancel).ConfigureAwait(false);
            var extension = line.IndexOf(';', StringComparison.Ordinal);
            var digits = (extension < 0 ? line : line[..extension]).Trim();
            if (!long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0 || digits.Length > 15)
                throw new BadRequestException(400, "A chunk does not start with its size.");
            if (size == 0) break;
            if ((total += size) > MaxBodyBytes) throw new BadRequestException(413, $"The body is larger than {Words.Bytes(MaxBodyBytes)}.");
            await SkipAsync(size, cancel).ConfigureAwait(false);
            if ((await ReadLineAsync(cancel).ConfigureAwait(false)).Length > 0) throw new BadRequestException(400, "A chunk is longer than its size.");
        }
        for (var trailers = 0; (await ReadLineAsync(cancel).ConfigureAwait(false)).Length > 0; trailers++)
        {
            if (trailers == 100) throw new BadRequestException(431, "The body has more than 100 trailers.");
        }
    }

    async ValueTask<string> ReadLineAsync(CancellationToken cancel)
    {
        while (true)
        {
            var at = buffer.AsSpan(start, end - start).IndexOf("\r\n"u8);
            if (at >= 0)
            {
                var line = Encoding.Latin1.GetString(buffer, start, at);
                start += at + 2;
                return line;
            }
            if (end - start > MaxHeaderBytes) throw new BadRequestException(400, "A line in the body does not end.");
            if (!await FillAsync(cancel).ConfigureAwait(false)) throw new BadRequestException(400, "The request ends in its body.");
        }
    }
}
