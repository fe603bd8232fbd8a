using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Runner.Plugins.Http;

/// <summary>Hashes of what a request sends, for schemes that prove it too. In lower case hexadecimal.</summary>
static class BodyHash
{
    internal static string Sha256(HttpBody? body) => Convert.ToHexStringLower(body is { IsStreamed: true } ? Read(body, SHA256.HashData) : SHA256.HashData(Bytes(body)));

    [SuppressMessage("Security", "CA5351", Justification = "MD5 is what RFC 7616 has servers ask for; the server chooses.")]
    internal static string Md5(HttpBody? body) => Convert.ToHexStringLower(body is { IsStreamed: true } ? Read(body, MD5.HashData) : MD5.HashData(Bytes(body)));

    static ReadOnlySpan<byte> Bytes(HttpBody? body) => body is null ? default : body.Bytes.Span;

    static byte[] Read(HttpBody body, Func<Stream, byte[]> hash)
    {
        using var stream = body.OpenRead();
        return hash(stream);
    }
}
