using System.IO.Compression;
using System.Security.Cryptography;

namespace Runner.Plugins.Http;

/// <summary>
/// Tells a gzip stream that ended from one that was cut. A gzip file may be several members in a row (RFC 1952, section 2.2),
/// so a decoder always asks for more at the end of one. It is then given one more member of random content: a decoder
/// that was at the end of a member decodes it; one that was inside of one cannot.
/// </summary>
sealed class GzipSeal
{
    const int Size = 16;

    /// <summary>One does for the whole process: nobody is ever told its content.</summary>
    internal static readonly GzipSeal Shared = new();

    readonly byte[] content = RandomNumberGenerator.GetBytes(Size);

    GzipSeal()
    {
        var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.NoCompression)) gzip.Write(content);
        Member = member.ToArray();
    }

    /// <summary>The member, as gzip has it.</summary>
    internal ReadOnlyMemory<byte> Member { get; }

    /// <summary>Whether what was decoded after the end, all of it, is the member's content.</summary>
    internal async ValueTask<bool> HoldsAsync(ReadOnlyMemory<byte> firstAfterEnd, Stream decoder, CancellationToken cancel)
    {
        if (firstAfterEnd.Length > Size) return false;
        var decoded = new byte[Size + 1];
        firstAfterEnd.CopyTo(decoded);
        var count = firstAfterEnd.Length;
        while (count <= Size && await decoder.ReadAsync(decoded.AsMemory(count), cancel).ConfigureAwait(false) is > 0 and var more) count += more;
        return decoded.AsSpan(0, count).SequenceEqual(content);
    }
}
