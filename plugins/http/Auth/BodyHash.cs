using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Runner.Plugins.Http;

/// <summary>Hashes of what a request sends, for schemes that prove it too. In lower case hexadecimal.</summary>
static class BodyHash
{
    internal static string Sha256(HttpBody? body) => Convert.ToHexStringLower(SHA256.HashData(Bytes(body)));

    [SuppressMessage("Security", "CA5351", Justification = "MD5 is what RFC 7616 has servers ask for; the server chooses.")]
    internal static string Md5(HttpBody? body) => Convert.ToHexStringLower(MD5.HashData(Bytes(body)));

    static ReadOnlySpan<byte> Bytes(HttpBody? body) => body is null ? default : body.Bytes.Span;
}
