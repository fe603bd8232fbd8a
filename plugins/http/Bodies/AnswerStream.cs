namespace Runner.Plugins.Http;

/// <summary>An answer's body as the connection brings it; what breaks is told in the words of the error family.</summary>
sealed class AnswerStream(Stream body, ExchangeRequest request, int status) : ReadingStream
{
    long received;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            received += count;
            return count;
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ExchangeErrors.InBody(cause, request, status, received);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) body.Dispose();
        base.Dispose(disposing);
    }
}
