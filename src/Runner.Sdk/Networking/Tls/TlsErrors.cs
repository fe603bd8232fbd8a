namespace Runner.Sdk.Networking;

/// <summary>A failed handshake, made clear: which certificate and why, or what the peer said instead.</summary>
public static class TlsErrors
{
    const string RepairHelp =
        "Repair the certificate, or add its issuer to those that this machine trusts. tls.ca trusts an issuer of your own; tls.verify: false skips the check, for tests only.";

    const byte AlertRecord = 0x15;
    const byte HandshakeRecord = 0x16;

    internal static TlsException From(Exception cause, PeerAddress peer, string? refusal, byte[] firstBytes)
    {
        var server = Words.Server(peer.Host, peer.Port);
        if (refusal is not null)
        {
            return new(peer.Target, $"No TLS with {server}: {refusal}.", cause) { Help = RepairHelp };
        }
        if (firstBytes.Length == 0)
        {
            return new(peer.Target, $"No TLS with {server}: it closed the connection during the handshake.", cause)
            {
                IsTransient = true,
                Help = "The server may want another TLS version or a client certificate, or not be a TLS server at all.",
            };
        }
        if (firstBytes[0] is not (AlertRecord or HandshakeRecord))
        {
            return new(peer.Target, $"No TLS with {server}: it does not speak TLS, it said {Words.Quote(firstBytes)}.", cause)
            {
                Help = !firstBytes.AsSpan().StartsWith("HTTP/"u8) ? "Is the port right?"
                    : peer.Target.StartsWith("wss:", StringComparison.Ordinal) ? "It speaks plain HTTP: write ws:// instead of wss://."
                    : "It speaks plain HTTP: write http:// instead of https://.",
            };
        }
        var reason = firstBytes[0] == AlertRecord && firstBytes.Length >= 7
            ? $"it refused the handshake ({Alert(firstBytes[6])})"
            : $"the handshake failed ({cause.GetBaseException().Message.TrimEnd('.')})";
        return new(peer.Target, $"No TLS with {server}: {reason}.", cause);
    }

    /// <summary>A handshake that failed on our, the server's, side.</summary>
    internal static TlsException WithClient(Exception cause, string client, string? refusal, byte[] firstBytes)
    {
        var why = refusal
            ?? (firstBytes.Length == 0 ? "it closed the connection without a handshake"
                : firstBytes[0] != HandshakeRecord ? $"it does not speak TLS, it said {Words.Quote(firstBytes)}"
                : $"the handshake failed ({cause.GetBaseException().Message.TrimEnd('.')})");
        return new(client, $"No TLS with the client {client}: {why}.", cause);
    }

    /// <summary>A certificate refused at the far end of a tunnel, in which the handshake is done by someone else.</summary>
    public static TlsException InTunnel(string host, string refusal) =>
        new($"https://{host}/", $"No TLS with {host} through the proxy: {refusal}.") { Help = RepairHelp };

    /// <summary>The alert's name (RFC 8446, section 6).</summary>
    static string Alert(byte description) => description switch
    {
        40 => "handshake_failure: no cipher or parameter in common",
        42 => "bad_certificate",
        48 => "unknown_ca",
        70 => "protocol_version: no TLS version in common",
        71 => "insufficient_security",
        80 => "internal_error",
        112 => "unrecognized_name: it has no certificate for this name",
        116 => "certificate_required: it wants a client certificate",
        120 => "no_application_protocol: it does not offer this version of HTTP",
        _ => $"alert {description}",
    };
}
