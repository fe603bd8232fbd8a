using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Reads requests from a connection, one after the other, also when several came at once (RFC 9112).</summary>
/// <param name="stream">The connection.</param>
/// <param name="keptBody">How many bytes of a body are kept; the rest is read and dropped.</param>
/// <param name="maxBody">How many bytes a body may have.</param>
sealed class RequestReader(Stream stream, int keptBody, long maxBody)
{
    internal const int MaxHeaderBytes = 32 * 1024;

    /// <summary>Most requests fit, and ten thousand idle connections cost ten megabytes.</summary>
    const int InitialBuffer = 1024;

    const int BodyBuffer = 16 * 1024;

    byte[] buffer = new byte[InitialBuffer];
    int start;
    int end;
    int searched;

    /// <summary>Whether the client sent more than the request that was read last.</summary>
    internal bool HasMore => start < end;

    /// <summary>The next request; null when the client has closed the connection between two.</summary>
    /// <exception cref="BadRequestException">What came is not HTTP/1.x, or goes over the limits.</exception>
    internal async ValueTask<StubRequest?> ReadAsync(CancellationToken cancel)
    {
        if (start == end && buffer.Length > BodyBuffer) buffer = new byte[InitialBuffer];
        searched = start;
        int length;
        while ((length = HeadLength()) < 0)
        {
            if (end - start >= MaxHeaderBytes) throw new BadRequestException(431, $"The headers are larger than {Words.Bytes(MaxHeaderBytes)}.");
            if (await FillAsync(cancel).ConfigureAwait(false)) continue;
            return end == start ? null : throw new BadRequestException(400, "The request ends in its headers.");
        }
        if (length > MaxHeaderBytes) throw new BadRequestException(431, $"The headers are larger than {Words.Bytes(MaxHeaderBytes)}.");
        var head = RequestHead.Parse(buffer.AsSpan(start, length));
        start += length;

        if (head.Chunked || head.ContentLength > 0) await ReadBodyAsync(head, cancel).ConfigureAwait(false);
        return head.Request;
    }

    /// <summary>How many bytes the head at the start of the buffer has, with its empty line; -1 when it is not whole yet.</summary>
    int HeadLength()
    {
        // An empty line before a request is to be ignored (RFC 9112, section 2.2).
        if (end - start >= 2 && buffer[start] == '\r' && buffer[start + 1] == '\n') searched = start += 2;
        // Whoever speaks TLS, or anything else, to this server would wait for an answer as long as we for the rest.
        if (start < end && !char.IsAsciiLetter((char)buffer[start]) && (buffer[start] != '\r' || end - start > 1))
            throw new BadRequestException(400, "This is not HTTP.");
        while (true)
        {
            var feed = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (feed < 0)
            {
                searched = end;
                return -1;
            }
            var at = searched + feed;
            searched = at + 1;
            // Some servers take a bare LF for the end of a line, others do not: that is how requests are smuggled.
            if (at == start || buffer[at - 1] != '\r') throw new BadRequestException(400, "A line ends with LF alone instead of CR LF.");
            if (at - start >= 3 && buffer[at - 2] == '\n') return searched - start;
        }
    }

    async ValueTask ReadBodyAsync(RequestHead head, CancellationToken cancel)
    {
        if (head.ContentLength > maxBody) throw new BadRequestException(413, $"The body is larger than {Words.Bytes(maxBody)}.");
        if (head.ExpectsContinue && start == end) await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancel).ConfigureAwait(false);
        var body = new KeptBody(keptBody);
        if (head.Chunked) await new ChunkedBody(this, maxBody).ReadAsync(body, cancel).ConfigureAwait(false);
        else await TakeAsync(head.ContentLength, body, cancel).ConfigureAwait(false);
        head.Request.Body = body.Kept;
        head.Request.BodySize = body.Size;
    }

    /// <summary>Moves so many bytes of the connection to the body.</summary>
    internal async ValueTask TakeAsync(long count, KeptBody body, CancellationToken cancel)
    {
        while (true)
        {
            var here = (int)Math.Min(count, end - start);
            body.Add(buffer.AsSpan(start, here));
            start += here;
            count -= here;
            if (count == 0) return;
            if (buffer.Length < BodyBuffer && count > buffer.Length) Array.Resize(ref buffer, BodyBuffer);
            if (!await FillAsync(cancel).ConfigureAwait(false)) throw new BadRequestException(400, "The request ends in its body.");
        }
    }

    /// <summary>The next line of a chunked body, without its CR LF.</summary>
    internal async ValueTask<string> ReadLineAsync(CancellationToken cancel)
    {
        while (true)
        {
            var feed = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                if (feed == 0 || buffer[start + feed - 1] != '\r') throw new BadRequestException(400, "A line in the body ends with LF alone instead of CR LF.");
                var line = System.Text.Encoding.Latin1.GetString(buffer, start, feed - 1);
                start += feed + 1;
                return line;
            }
            if (end - start > ChunkedBody.LongestLine) throw new BadRequestException(400, "A line in the body does not end.");
            if (!await FillAsync(cancel).ConfigureAwait(false)) throw new BadRequestException(400, "The request ends in its body.");
        }
    }

    /// <summary>Reads more behind what is there; false at the end.</summary>
    async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            searched = Math.Max(0, searched - start);
            start = 0;
        }
        if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var count = await stream.ReadAsync(buffer.AsMemory(end), cancel).ConfigureAwait(false);
        end += count;
        return count > 0;
    }
}
