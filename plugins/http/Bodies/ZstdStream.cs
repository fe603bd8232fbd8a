using System.Runtime.InteropServices;

namespace Runner.Plugins.Http;

/// <summary>Zstandard data decoded (RFC 8878), by the system's library.</summary>
sealed class ZstdStream : ReadingStream
{
    const int Size = 64 * 1024;

    readonly Stream source;
    readonly ZstdLibrary library;

    // Pinned: the library gets their addresses.
    readonly byte[] input = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    readonly byte[] output = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    nint decoder;
    int inputStart, inputEnd, outputStart, outputEnd;
    bool frameEnded;

    internal ZstdStream(Stream source, ZstdLibrary library)
    {
        this.source = source;
        this.library = library;
        decoder = library.Create();
    }

    ~ZstdStream() => Free();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (outputStart == outputEnd)
        {
            // A full output may have left more inside, which needs no further input.
            if (inputStart == inputEnd && (outputEnd < Size || frameEnded))
            {
                inputStart = 0;
                inputEnd = await source.ReadAsync(input, cancellationToken).ConfigureAwait(false);
                if (inputEnd == 0) return frameEnded ? 0 : throw new InvalidDataException("The zstd data has no end.");
            }
            Decode();
        }
        var count = Math.Min(buffer.Length, outputEnd - outputStart);
        output.AsMemory(outputStart, count).CopyTo(buffer);
        outputStart += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        Free();
        base.Dispose(disposing);
    }

    void Decode()
    {
        var from = new ZstdLibrary.Buffer { Bytes = Address(input), Size = (nuint)inputEnd, Position = (nuint)inputStart };
        var to = new ZstdLibrary.Buffer { Bytes = Address(output), Size = Size };
        var left = library.Decompress(decoder, ref to, ref from);
        if (library.IsError(left)) throw new InvalidDataException("Not valid zstd.");
        inputStart = (int)from.Position;
        (outputStart, outputEnd) = (0, (int)to.Position);
        // The data may end here; what follows the end of a frame is another frame.
        frameEnded = left == 0;
    }

    void Free()
    {
        var freed = Interlocked.Exchange(ref decoder, 0);
        if (freed != 0) library.Free(freed);
    }

    static nint Address(byte[] pinned) => Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
}
