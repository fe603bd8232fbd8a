namespace Runner.Plugins.Ssh.Transports;

/// <summary>A stream that a thread of its own may read or write, and sleep meanwhile: much data then wakes no other threads.</summary>
interface IThreadStream
{
    /// <summary>Reads what there is, at least a byte; 0 at the end.</summary>
    int ReadHere(Span<byte> target, CancellationToken cancel);

    /// <summary>Writes all where there is room for it, and nothing otherwise.</summary>
    /// <param name="small">At most 4,096 bytes.</param>
    bool TryWriteHere(ReadOnlySpan<byte> small);

    /// <summary>Writes all.</summary>
    void WriteHere(ReadOnlySpan<byte> source, CancellationToken cancel);
}
