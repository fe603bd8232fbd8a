namespace Runner.Plugins.Http;

/// <summary>The first bytes of a body, and how many there were.</summary>
sealed class KeptBody(int limit)
{
    byte[] bytes = [];
    int kept;

    internal ReadOnlyMemory<byte> Kept => bytes.AsMemory(0, kept);

    internal long Size { get; private set; }

    internal void Add(ReadOnlySpan<byte> more)
    {
        Size += more.Length;
        var take = Math.Min(more.Length, limit - kept);
        if (take <= 0) return;
        if (kept + take > bytes.Length) Array.Resize(ref bytes, Math.Min(limit, Math.Max(kept + take, bytes.Length * 2)));
        more[..take].CopyTo(bytes.AsSpan(kept));
        kept += take;
    }
}
