using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A body without one of its content codings. It must be whole: a cut one is an error and not a short body.</summary>
sealed class DecodedStream(Stream encoded, string coding, ExchangeRequest request, int status, long? limit) : ReadingStream
{
    readonly GzipSeal? seal = coding.EndsWith("gzip", StringComparison.OrdinalIgnoreCase) ? GzipSeal.Shared : null;
    EncodedSource? source;
    Stream? decoder;
    long count;
    bool over;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (over || buffer.IsEmpty) return 0;
        try
        {
            if (decoder is null)
            {
                source = new(encoded, seal?.Member ?? default);
                if (await source.PeekAsync(cancellationToken).ConfigureAwait(false) is not { } first)
                {
                    over = true; // servers write the header before they know that there is nothing to say
                    return 0;
                }
                decoder = ContentDecoding.Decoder(coding, first, source, request);
            }
            var read = await decoder.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (source!.AskedPastEnd && decoder is not ZstdStream) // which tells itself
            {
                if (seal is null || !await seal.HoldsAsync(buffer[..read], decoder, cancellationToken).ConfigureAwait(false)) throw Cut(null);
                read = 0;
            }
            over = read == 0;
            count += read;
            return count <= limit.GetValueOrDefault(long.MaxValue) ? read : throw TooLarge(request, status, limit!.Value);
        }
        catch (Exception cause) when (cause is InvalidDataException or InvalidOperationException)
        {
            throw source is { AskedPastEnd: true } ? Cut(cause) : Invalid(cause);
        }
    }

    /// <summary>A body that is larger than its limit only when decompressed.</summary>
    internal static ProtocolException TooLarge(ExchangeRequest request, int status, long limit) =>
        BodyReader.TooLarge(request, status, $"is larger than the limit of {Words.Bytes(limit)} when decompressed", limit);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoder?.Dispose();
            encoded.Dispose();
        }
        base.Dispose(disposing);
    }

    ProtocolException Cut(Exception? cause) => new(
        request.Target, $"The body of {request.Authority}'s answer is cut short: its {coding} data, which its Content-Encoding says it is, has no end.", cause)
    {
        Status = status,
        IsTransient = true,
    };

    ProtocolException Invalid(Exception cause) =>
        new(request.Target, $"The body of {request.Authority}'s answer is not valid {coding}, which its Content-Encoding says.", cause) { Status = status };
}
