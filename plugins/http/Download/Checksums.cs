using System.Security.Cryptography;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A file's hashes, made as its bytes come: SHA-256 always, and those that are to be compared.</summary>
sealed class Checksums : IDisposable
{
    readonly (string Input, string? Wanted, IncrementalHash? Hash)[] all;

    /// <exception cref="ActionInputException">A wanted checksum is not the hex of one.</exception>
    internal Checksums(DownloadOptions options)
    {
        Check("sha256", options.Sha256, 64);
        Check("sha512", options.Sha512, 128);
        Check("md5", options.Md5, 32);
        all =
        [
            ("sha256", options.Sha256, IncrementalHash.CreateHash(HashAlgorithmName.SHA256)),
            ("sha512", options.Sha512, options.Sha512 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA512)),
            ("md5", options.Md5, options.Md5 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.MD5)),
        ];
    }

    internal string Sha256 { get; private set; } = "";

    public void Dispose()
    {
        foreach (var (_, _, hash) in all) hash?.Dispose();
    }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var (_, _, hash) in all) hash?.AppendData(bytes);
    }

    /// <exception cref="ProtocolException">The file is not the one that was wanted.</exception>
    internal void Compare(string url)
    {
        foreach (var (input, wanted, hash) in all)
        {
            if (hash is null) continue;
            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (input == "sha256") Sha256 = found;
            if (wanted is null || found.Equals(wanted.Trim(), StringComparison.OrdinalIgnoreCase)) continue;
            throw new ProtocolException(url, $"The file from {url} has the {input} {found}, not {wanted.Trim()}: the file was thrown away.")
            {
                Help = $"Is `{input}` the checksum of this version of the file? If so, somebody changed the file.",
            };
        }
    }

    static void Check(string input, string? wanted, int digits)
    {
        if (wanted is null || (wanted.Trim() is var hex && hex.Length == digits && hex.All(char.IsAsciiHexDigit))) return;
        throw new ActionInputException(input, $"`{input}` is {Words.Quote(wanted)}: give {digits} hexadecimal digits.");
    }
}
