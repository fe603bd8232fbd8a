using System.Security.Cryptography.X509Certificates;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>A certificate of a chain (X.509, RFC 5280).</summary>
/// <param name="Subject">Whom it is for, as a distinguished name: <c>CN=example.com</c>.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="NotBefore">From when it is valid.</param>
/// <param name="NotAfter">Until when it is valid.</param>
/// <param name="DaysLeft">Whole days until <c>notAfter</c>, rounded down; negative when it has expired.</param>
/// <param name="Sans">The DNS names and addresses that it is for.</param>
/// <param name="Thumbprint">The SHA-256 of the certificate, in upper-case hexadecimal.</param>
/// <param name="SerialNumber">Its number, in upper-case hexadecimal.</param>
/// <param name="KeyType">The kind of its key: <c>RSA</c>, <c>ECDSA</c>, or the name that its algorithm has.</param>
/// <param name="KeyBits">The size of its key in bits; null where that is not known.</param>
/// <param name="SignatureAlgorithm">How it is signed: <c>sha256RSA</c>.</param>
/// <param name="SelfSigned">Whether it is its own issuer.</param>
/// <param name="Sent">Whether the server sent it; else this machine had it.</param>
public sealed record InspectedCertificate(
    string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, int DaysLeft, IReadOnlyList<string> Sans, string Thumbprint,
    string SerialNumber, string KeyType, int? KeyBits, string SignatureAlgorithm, bool SelfSigned, bool Sent)
{
    internal static InspectedCertificate Of(X509Certificate2 certificate, DateTimeOffset now, bool sent)
    {
        var known = PeerCertificate.Of(certificate.RawData, now);
        var (type, bits) = KeyOf(certificate);
        return new(
            known.Subject, known.Issuer, known.NotBefore, known.NotAfter, known.DaysLeft, known.Sans, known.Thumbprint,
            certificate.SerialNumber, type, bits,
            certificate.SignatureAlgorithm.FriendlyName ?? certificate.SignatureAlgorithm.Value ?? "",
            certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData), sent);
    }

    static (string Type, int? Bits) KeyOf(X509Certificate2 certificate)
    {
        try
        {
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null) return ("RSA", rsa.KeySize);
            using var curve = certificate.GetECDsaPublicKey();
            if (curve is not null) return ("ECDSA", curve.KeySize);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            // A kind of key or curve that this machine does not know still has a name.
        }
        var algorithm = certificate.PublicKey.Oid;
        return (algorithm.Value == "1.3.101.112" ? "Ed25519" : algorithm.FriendlyName ?? algorithm.Value ?? "", null);
    }
}
