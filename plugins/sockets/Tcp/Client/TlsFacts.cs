using System.Net.Security;
using System.Security.Authentication;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>What a TLS handshake came to.</summary>
/// <param name="Version">The version of TLS: <c>1.3</c>.</param>
/// <param name="Cipher">The cipher suite, by its IANA name: <c>TLS_AES_256_GCM_SHA384</c>.</param>
/// <param name="Alpn">The protocol that was agreed on (ALPN); null for none.</param>
/// <param name="Certificate">What the peer showed; null when it showed none.</param>
public sealed record TlsFacts(string Version, string Cipher, string? Alpn, PeerCertificate? Certificate)
{
    internal static TlsFacts Of(SslStream stream, DateTimeOffset now)
    {
        var alpn = stream.NegotiatedApplicationProtocol;
        return new(
            VersionOf(stream.SslProtocol),
            stream.NegotiatedCipherSuite.ToString(),
            alpn.Protocol.IsEmpty ? null : alpn.ToString(),
            stream.RemoteCertificate is { } certificate ? PeerCertificate.Of(certificate.GetRawCertData(), now) : null);
    }

#pragma warning disable CA5397, SYSLIB0039, CS0618 // They are named, not spoken.
    internal static string VersionOf(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls => "1.0",
        SslProtocols.Tls11 => "1.1",
        SslProtocols.Tls12 => "1.2",
        SslProtocols.Tls13 => "1.3",
        _ => protocol.ToString(),
    };
#pragma warning restore CA5397, SYSLIB0039, CS0618
}
