using System.Buffers;
using System.IO.Compression;
using System.Net;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>An answer's body, whole and decompressed, up to the limit.</summary>
static class BodyReader
{
    const int FirstBuffer = 16 * 1024;

    // One byte less than an array can have, so that there is room to see that a body goes on.
    static readonly long LargestArray = Array.MaxLength - 1;

    /// <summary>How far reading came, for the message when it breaks.</summary>
    sealed class Received
    {
        internal long Bytes { get; set; }
    }

    internal static async ValueTask<byte[]> ReadAsync(
        HttpResponseMessage response, ExchangeRequest request, long limit, CancellationToken cancel)
    {
        // These never have a body, though their Content-Length may tell the size of the one that a GET would get (RFC 9110, section 6.4.1).
        if (request.Method == HttpMethod.Head) return [];
        if (response.StatusCode is HttpStatusCode.SwitchingProtocols or HttpStatusCode.NoContent or HttpStatusCode.NotModified) return [];
        limit = Math.Min(limit, LargestArray);
        var announced = response.Content.Headers.ContentLength;
        if (announced == 0) return [];
        if (announced > limit)
            throw TooLarge(request, response, $"is {Words.Bytes(announced.Value)}, more than the limit of {Words.Bytes(limit)}", limit);

        var received = new Received();
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var body = announced is { } length
                    ? await ReadExactAsync(stream, (int)length, received, cancel).ConfigureAwait(false)
                    : await ReadToEndAsync(stream, limit, received, cancel).ConfigureAwait(false);
                if (body is null) throw TooLarge(request, response, $"goes on after the limit of {Words.Bytes(limit)}", limit);
                return response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var codings)
                    ? await DecompressAsync(body, codings.ToString(), request, response, limit, cancel).ConfigureAwait(false)
                    : body;
            }
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException)
        {
            cancel.ThrowIfCancellationRequested();
            throw ExchangeErrors.InBody(cause, request, (int)response.StatusCode, received.Bytes);
        }
    }

    static async ValueTask<byte[]> ReadExactAsync(Stream stream, int length, Received received, CancellationToken cancel)
    {
        var body = GC.AllocateUninitializedArray<byte>(length);
        var count = 0;
        while (count < length)
        {
            var read = await stream.ReadAsync(body.AsMemory(count), cancel).ConfigureAwait(false);
            if (read == 0) throw new HttpIOException(HttpRequestError.ResponseEnded);
            received.Bytes = count += read;
        }
        return body;
    }

    /// <summary>All that comes; null when that is more than the limit.</summary>
    static async ValueTask<byte[]?> ReadToEndAsync(Stream stream, long limit, Received? received, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var count = 0;
            while (true)
            {
                if (count == buffer.Length) buffer = Grow(buffer);
                var read = await stream.ReadAsync(buffer.AsMemory(count), cancel).ConfigureAwait(false);
                if (read == 0) return buffer.AsSpan(0, count).ToArray();
                count += read;
                if (received is not null) received.Bytes = count;
                if (count > limit) return null;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, buffer.Length * 2L));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>Undoes the codings, the last applied first (RFC 9110, section 8.4). What is not known here stays as it is.</summary>
    static async ValueTask<byte[]> DecompressAsync(
        byte[] body, string codings, ExchangeRequest request, HttpResponseMessage response, long limit, CancellationToken cancel)
    {
        foreach (var coding in codings.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Reverse().Take(4))
        {
            Stream? decoder = coding.ToUpperInvariant() switch
            {
                "GZIP" or "X-GZIP" => new GZipStream(new MemoryStream(body), CompressionMode.Decompress),
                "BR" => new BrotliStream(new MemoryStream(body), CompressionMode.Decompress),
                // RFC 9110 means zlib's format, but some servers send the bare deflate stream: zlib starts with method 8.
                "DEFLATE" when body.Length > 0 && (body[0] & 0x0F) == 8 => new ZLibStream(new MemoryStream(body), CompressionMode.Decompress),
                "DEFLATE" => new DeflateStream(new MemoryStream(body), CompressionMode.Decompress),
                _ => null,
            };
            if (decoder is null) return body;
            await using (decoder.ConfigureAwait(false))
            {
                try
                {
                    body = await ReadToEndAsync(decoder, limit, null, cancel).ConfigureAwait(false)
                        ?? throw TooLarge(request, response, $"is larger than the limit of {Words.Bytes(limit)} when decompressed", limit);
                }
                catch (Exception cause) when (cause is InvalidDataException or InvalidOperationException)
                {
                    throw new ProtocolException(
                        request.Target, $"The body of {request.Authority}'s answer is not valid {coding}, which its Content-Encoding says.", cause)
                    {
                        Status = (int)response.StatusCode,
                    };
                }
            }
        }
        return body;
    }

    static ProtocolException TooLarge(ExchangeRequest request, HttpResponseMessage response, string what, long limit) =>
        new(request.Target, $"The body of {request.Authority}'s answer {what}.")
        {
            Status = (int)response.StatusCode,
            Help = $"Raise max-body-size (now {limit}) if such a body is expected.",
        };
}
