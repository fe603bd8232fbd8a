using System.Buffers;
using System.Net;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A body that is read while it is sent, piece by piece.</summary>
sealed class UploadContent(HttpBody body, IProgress<TransferProgress>? progress) : HttpContent
{
    const int Piece = 64 * 1024;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var meter = new TransferMeter(progress, body.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        var source = body.OpenRead();
        await using (source.ConfigureAwait(false))
        {
            try
            {
                while (await ReadAsync(source, buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                {
                    // More than was announced cannot be sent: the rest of it would be taken for the next request.
                    if (meter.Count + count > body.Length) throw Changed(null);
                    await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                    meter.Add(count);
                }
                if (meter.Count < body.Length) throw Changed(null);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        meter.End();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length ?? 0;
        return body.Length is not null;
    }

    async ValueTask<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancel)
    {
        try
        {
            return await source.ReadAsync(buffer.AsMemory(0, Piece), cancel).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Not the network's fault, which the handler would take every IOException for.
            throw Changed(cause);
        }
    }

    ActionInputException Changed(Exception? cause) => new(
        body.Input,
        cause is null ? $"`{body.Input}`: what is uploaded changed its size while it was sent." : $"`{body.Input}` cannot be read to its end: {cause.Message}",
        cause);
}
