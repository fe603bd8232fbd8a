using System.IO.Compression;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Undoes content codings, the last applied first (RFC 9110, section 8.4).</summary>
static class ContentDecoding
{
    /// <summary>More than anybody means: each layer can multiply the size by a thousand.</summary>
    const int MostLayers = 4;

    /// <summary>The body without its codings. From one that is not known here on, it stays as it is.</summary>
    /// <param name="encoded">The body as it came.</param>
    /// <param name="codings">The value of Content-Encoding.</param>
    /// <param name="request">What it is the answer to.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="limit">How many bytes each layer may come to; null for as many as come.</param>
    internal static Stream Open(Stream encoded, string codings, ExchangeRequest request, int status, long? limit)
    {
        var names = codings.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > MostLayers)
        {
            throw new ProtocolException(
                request.Target, $"The body of {request.Authority}'s answer is encoded {names.Length} times over, which Runner does not undo: {Words.Quote(codings)}.")
            {
                Status = status,
            };
        }
        for (var i = names.Length - 1; i >= 0; i--)
        {
            if (names[i].Equals("identity", StringComparison.OrdinalIgnoreCase)) continue;
            if (!IsKnown(names[i])) break;
            encoded = new DecodedStream(encoded, names[i], request, status, limit);
        }
        return encoded;
    }

    /// <summary>What undoes one coding; <paramref name="first"/> is the first byte of what was encoded.</summary>
    internal static Stream Decoder(string coding, byte first, Stream source, ExchangeRequest request) => coding.ToUpperInvariant() switch
    {
        "GZIP" or "X-GZIP" => new GZipStream(source, CompressionMode.Decompress),
        "BR" => new BrotliStream(source, CompressionMode.Decompress),
        "ZSTD" => new ZstdStream(source, ZstdLibrary.Load(request)),
        // RFC 9110 means zlib's format, but some servers send the bare deflate stream: zlib starts with method 8.
        "DEFLATE" when (first & 0x0F) == 8 => new ZLibStream(source, CompressionMode.Decompress),
        _ => new DeflateStream(source, CompressionMode.Decompress),
    };

    /// <summary>The first coding in an answer's headers that is not undone; null when all are.</summary>
    internal static string? UnknownIn(IReadOnlyDictionary<string, string> headers)
    {
        if (!headers.TryGetValue("Content-Encoding", out var codings)) return null;
        return Array.Find(
            codings.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            static name => !name.Equals("identity", StringComparison.OrdinalIgnoreCase) && !IsKnown(name));
    }

    static bool IsKnown(string coding) => coding.ToUpperInvariant() is "GZIP" or "X-GZIP" or "BR" or "DEFLATE" or "ZSTD";
}
