using System.IO.Hashing;

namespace Runner.Scripting.Caching;

/// <summary>
/// Tells scripts and entries of the cache apart, and whole ones from damaged ones. It is no proof against somebody who may write to the cache: who
/// may do that runs code as the user anyway. A cryptographic hash would have OpenSSL loaded, which takes longer than all else that a cached script needs.
/// </summary>
static class Fingerprint
{
    /// <summary>How many bytes it has.</summary>
    public const int Size = 16;

    /// <summary>XXH3 with 128 bits.</summary>
    public static byte[] Of(ReadOnlySpan<byte> content) => XxHash128.Hash(content);

    /// <summary>The same as text.</summary>
    public static string Text(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(Of(content));
}
