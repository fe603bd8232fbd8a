using System.Buffers;
using System.Globalization;
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
        if (!HasBody(response, request)) return [];
        RefuseWrongLength(response, request);
        limit = Math.Min(limit, LargestArray);
        var announced = response.Content.Headers.ContentLength;
        if (announced == 0) return [];
        if (announced > limit)
            throw TooLarge(request, (int)response.StatusCode, $"is {Words.Bytes(announced.Value)}, more than the limit of {Words.Bytes(limit)}", limit);

        var received = new Received();
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var body = announced is { } length
                    ? await ReadExactAsync(stream, (int)length, received, cancel).ConfigureAwait(false)
                    : await ReadToEndAsync(stream, limit, received, cancel).ConfigureAwait(false);
                if (body is null) throw TooLarge(request, (int)response.StatusCode, $"goes on after the limit of {Words.Bytes(limit)}", limit);
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

    /// <summary>The body as it comes, decoded when asked for; whoever reads it gets the plugin's own errors.</summary>
    internal static async ValueTask<Stream> OpenAsync(HttpResponseMessage response, ExchangeRequest request, bool decode, CancellationToken cancel)
    {
        if (!HasBody(response, request)) return Stream.Null;
        RefuseWrongLength(response, request);
        var raw = new AnswerStream(await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false), request, (int)response.StatusCode);
        return decode && response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var codings)
            ? ContentDecoding.Open(raw, codings.ToString(), request, (int)response.StatusCode, null)
            : raw;
    }

    /// <summary>
    /// False for what never has a body, though its Content-Length may tell the size of the one that a GET would get (RFC 9110,
    /// section 6.4.1).
    /// </summary>
    static bool HasBody(HttpResponseMessage response, ExchangeRequest request) => request.Method != HttpMethod.Head
        && response.StatusCode is not (HttpStatusCode.SwitchingProtocols or HttpStatusCode.NoContent or HttpStatusCode.NotModified);

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

    /// <summary>The body without its codings, each of which may come to as much as the limit.</summary>
    static async ValueTask<byte[]> DecompressAsync(
        byte[] body, string codings, ExchangeRequest request, HttpResponseMessage response, long limit, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        var encoded = new MemoryStream(body);
        var decoded = ContentDecoding.Open(encoded, codings, request, status, limit);
        if (ReferenceEquals(decoded, encoded)) return body;
        await using (decoded.ConfigureAwait(false))
        {
            return await ReadToEndAsync(decoded, limit, null, cancel).ConfigureAwait(false) ?? throw DecodedStream.TooLarge(request, status, limit);
        }
    }

    /// <summary>Refuses an answer that says no length for its length, or two different ones: where it ends is then anybody's guess (RFC 9112, section 6.3).</summary>
    static void RefuseWrongLength(HttpResponseMessage response, ExchangeRequest request)
    {
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths)) return;
        if (lengths.Count == 1 && response.Content.Headers.ContentLength >= 0 && !lengths.ToString().Contains(',', StringComparison.Ordinal)) return;
        var different = lengths.ToString().Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToArray();
        if (Array.Find(different, static length => !long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out _)) is { } wrong)
        {
            throw new ProtocolException(request.Target, $"{request.Authority}'s answer has the Content-Length {Words.Quote(wrong)}, which is no length.")
            {
                Status = (int)response.StatusCode,
            };
        }
        if (different.Length == 1) return;
        throw new ProtocolException(
            request.Target, $"{request.Authority}'s answer says {different.Length} different lengths of its body: Content-Length {string.Join(" and ", different.Take(3))}.")
        {
            Status = (int)response.StatusCode,
            Help = "Something on the way may mix two answers up: do not trust what this connection brings.",
        };
    }

    internal static ProtocolException TooLarge(ExchangeRequest request, int status, string what, long limit) =>
        new(request.Target, $"The body of {request.Authority}'s answer {what}.")
        {
            Status = status,
            Help = $"Raise max-body-size (now {limit}) if such a body is expected.",
        };
}
