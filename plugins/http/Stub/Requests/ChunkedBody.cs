using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A body in chunks (RFC 9112, section 7.1).</summary>
sealed class ChunkedBody(RequestReader reader, long maxBody)
{
    internal const int LongestLine = 4096;

    const int MaxTrailers = 100;

    internal async ValueTask ReadAsync(KeptBody body, CancellationToken cancel)
    {
        while (true)
        {
            var size = SizeOf(await reader.ReadLineAsync(cancel).ConfigureAwait(false));
            if (size == 0) break;
            if (size > maxBody - body.Size) throw new BadRequestException(413, $"The body is larger than {Words.Bytes(maxBody)}.");
            await reader.TakeAsync(size, body, cancel).ConfigureAwait(false);
            if ((await reader.ReadLineAsync(cancel).ConfigureAwait(false)).Length > 0) throw new BadRequestException(400, "A chunk is longer than its size.");
        }
        for (var trailers = 0; (await reader.ReadLineAsync(cancel).ConfigureAwait(false)).Length > 0; trailers++)
        {
            if (trailers == MaxTrailers) throw new BadRequestException(431, $"The body has more than {MaxTrailers} trailers.");
        }
    }

    static long SizeOf(string line)
    {
        var extension = line.IndexOf(';', StringComparison.Ordinal);
        var digits = (extension < 0 ? line : line[..extension]).TrimEnd(' ', '\t');
        if (digits.Length is 0 or > 15 || !long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size))
            throw new BadRequestException(400, "A chunk does not start with its size.");
        return size;
    }
}
