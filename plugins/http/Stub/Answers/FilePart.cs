namespace Runner.Plugins.Http;

/// <summary>A part of an open file, and the status and headers that it is answered with.</summary>
sealed record FilePart(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, FileStream File, long Start, long Length) : IDisposable
{
    internal async ValueTask CopyToAsync(BodySender body, long count, CancellationToken cancel)
    {
        if (count == 0) return;
        var piece = new byte[(int)Math.Min(count, 64 * 1024)];
        File.Position = Start;
        for (var rest = count; rest > 0;)
        {
            var read = await File.ReadAsync(piece.AsMemory(0, (int)Math.Min(rest, piece.Length)), cancel).ConfigureAwait(false);
            // The length has been promised: whoever truncates the file meanwhile leaves nothing to do but to break off.
            if (read == 0) throw new IOException($"{File.Name} became shorter while it was sent.");
            await body.SendAsync(piece.AsMemory(0, read), cancel).ConfigureAwait(false);
            rest -= read;
        }
    }

    public void Dispose() => File.Dispose();
}
