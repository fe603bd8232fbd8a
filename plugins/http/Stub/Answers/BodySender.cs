using System.Globalization;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>Sends a body in pieces: as slowly as wanted, and as chunks where that is its framing.</summary>
sealed class BodySender(Stream stream, StubDrip? drip, BodyFraming framing, TimeProvider time)
{
    /// <summary>The largest piece, in bytes.</summary>
    internal const int Piece = 16 * 1024;

    internal async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        // A head that is not slow goes in one piece.
        var size = drip is null ? (framing is BodyFraming.Chunks ? Piece : bytes.Length) : drip.Bytes;
        for (var rest = bytes; rest.Length > 0;)
        {
            var piece = rest[..Math.Min(size, rest.Length)];
            rest = rest[piece.Length..];
            await stream.WriteAsync(framing is BodyFraming.Chunks ? Chunk(piece.Span) : piece, cancel).ConfigureAwait(false);
            if (drip is not null && drip.Every > TimeSpan.Zero) await Task.Delay(drip.Every, time, cancel).ConfigureAwait(false);
        }
    }

    internal ValueTask EndAsync(CancellationToken cancel) =>
        framing is BodyFraming.Chunks ? stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancel) : ValueTask.CompletedTask;

    static byte[] Chunk(ReadOnlySpan<byte> bytes)
    {
        var size = Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture));
        return [.. size, (byte)'\r', (byte)'\n', .. bytes, (byte)'\r', (byte)'\n'];
    }
}
