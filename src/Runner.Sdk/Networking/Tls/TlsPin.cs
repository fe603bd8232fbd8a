using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Runner.Sdk.Networking;

/// <summary>The SHA-256 that a certificate, or its public key, must have.</summary>
readonly record struct TlsPin(bool OfPublicKey, byte[] Hash)
{
    const string PublicKeyPrefix = "sha256//";

    internal static TlsPin Parse(string text)
    {
        var ofPublicKey = text.StartsWith(PublicKeyPrefix, StringComparison.Ordinal);
        var hash = new byte[SHA256.HashSizeInBytes];
        var whole = ofPublicKey
            ? Convert.TryFromBase64String(text[PublicKeyPrefix.Length..], hash, out var count) && count == hash.Length
            : Convert.FromHexString(text.Replace(":", "", StringComparison.Ordinal), hash, out _, out count) == System.Buffers.OperationStatus.Done
                && count == hash.Length;
        return whole
            ? new(ofPublicKey, hash)
            : throw new ActionInputException(
                "tls",
                $"`tls.pins` has {Words.Quote(text)}: give the SHA-256 of the certificate as 64 hexadecimal digits, or of its public key as sha256//BASE64.");
    }

    internal bool Fits(X509Certificate2 certificate) =>
        Hash.AsSpan().SequenceEqual(SHA256.HashData(OfPublicKey ? certificate.PublicKey.ExportSubjectPublicKeyInfo() : certificate.RawData));
}
