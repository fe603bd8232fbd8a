using System.Security.Cryptography;

namespace Runner.Plugins.Tests.Http.Transfers;

/// <summary>Files no two places of which look alike.</summary>
static class RandomFile
{
    /// <summary>Writes a file of random bytes; tells their SHA-256.</summary>
    public static string Write(string path, long size)
    {
        using var target = File.Create(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = new Random(4711);
        var buffer = new byte[1024 * 1024];
        for (var left = size; left > 0;)
        {
            random.NextBytes(buffer);
            var piece = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            hash.AppendData(piece);
            target.Write(piece);
            left -= piece.Length;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
