namespace Runner.Plugins.Http;

/// <summary>
/// What a decoder reads: the encoded bytes, watched for their end. The decoders of .NET take an end in the middle for a good
/// one; whether it was one shows in whether they still wanted more.
/// </summary>
/// <param name="encoded">The encoded bytes.</param>
/// <param name="seal">What to hand out once more after the end; empty for nothing.</param>
sealed class EncodedSource(Stream encoded, ReadOnlyMemory<byte> seal) : ReadingStream
{
    byte? first;
    bool sealGiven;

    /// <summary>Whether the decoder asked for more than there was.</summary>
    internal bool AskedPastEnd { get; private set; }

    /// <summary>The first byte, which stays to be read; null when there is none.</summary>
    internal async ValueTask<byte?> PeekAsync(CancellationToken cancel)
    {
        var one = new byte[1];
        if (await encoded.ReadAsync(one, cancel).ConfigureAwait(false) == 0) return null;
        first = one[0];
        return first;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        if (first is { } peeked)
        {
            buffer.Span[0] = peeked;
            first = null;
            return 1;
        }
        if (!AskedPastEnd && await encoded.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count) return count;
        AskedPastEnd = true;
        if (sealGiven || seal.IsEmpty) return 0;
        sealGiven = true;
        seal.CopyTo(buffer); // decoders read kilobytes at a time
        return seal.Length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) encoded.Dispose();
        base.Dispose(disposing);
    }
}
