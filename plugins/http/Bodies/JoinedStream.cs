namespace Runner.Plugins.Http;

/// <summary>Pieces one after the other, each opened when the one before is read.</summary>
sealed class JoinedStream(IEnumerable<Func<Stream>> pieces) : ReadingStream
{
    readonly IEnumerator<Func<Stream>> rest = pieces.GetEnumerator();
    Stream? current;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (true)
        {
            if (current is null)
            {
                if (!rest.MoveNext()) return 0;
                current = rest.Current();
            }
            if (await current.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count) return count;
            await current.DisposeAsync().ConfigureAwait(false);
            current = null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            current?.Dispose();
            rest.Dispose();
        }
        base.Dispose(disposing);
    }
}
