using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>The header that answers a challenge (RFC 7616, section 3.4).</summary>
static class DigestResponse
{
    internal static string Header(
        DigestChallenge challenge, DigestCredentials who, string method, string uri, HttpBody? body, int count, string clientNonce)
    {
        var qop = challenge.Qop switch { DigestQop.Auth => "auth", DigestQop.AuthInt => "auth-int", _ => null };
        var nc = count.ToString("x8", CultureInfo.InvariantCulture);
        string Hash(string text) => HashOf(challenge, Encoding.UTF8.GetBytes(text));

        var secret = Hash($"{who.Username}:{challenge.Realm}:{who.Password}");
        if (challenge.IsSession) secret = Hash($"{secret}:{challenge.Nonce}:{clientNonce}");
        var asked = Hash(qop == "auth-int" ? $"{method}:{uri}:{(challenge.IsSha256 ? BodyHash.Sha256(body) : BodyHash.Md5(body))}" : $"{method}:{uri}");
        var response = Hash(qop is null ? $"{secret}:{challenge.Nonce}:{asked}" : $"{secret}:{challenge.Nonce}:{nc}:{clientNonce}:{qop}:{asked}");

        var header = new StringBuilder("Digest ");
        header.Append(User(challenge, who, Hash)).Append(", realm=").Append(Quoted(challenge.Realm)).Append(", nonce=").Append(Quoted(challenge.Nonce));
        header.Append(", uri=").Append(Quoted(uri)).Append(", response=\"").Append(response).Append('"');
        if (challenge.Algorithm is { } algorithm) header.Append(", algorithm=").Append(algorithm);
        if (qop is not null || challenge.IsSession) header.Append(", cnonce=\"").Append(clientNonce).Append('"');
        if (qop is not null) header.Append(", qop=").Append(qop).Append(", nc=").Append(nc);
        if (challenge.Opaque is { } opaque) header.Append(", opaque=").Append(Quoted(opaque));
        if (challenge.HashesUser) header.Append(", userhash=true");
        return header.ToString();
    }

    static string User(DigestChallenge challenge, DigestCredentials who, Func<string, string> hash)
    {
        if (challenge.HashesUser) return $"username=\"{hash($"{who.Username}:{challenge.Realm}")}\"";
        // RFC 7616, section 3.4: what is not ASCII goes in RFC 5987's form. Servers of before it take UTF-8 as it is, as browsers send it.
        return Ascii.IsValid(who.Username) || !challenge.IsUtf8
            ? $"username={Quoted(who.Username)}"
            : $"username*=UTF-8''{Uri.EscapeDataString(who.Username)}";
    }

    static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [SuppressMessage("Security", "CA5351", Justification = "MD5 is what RFC 7616 has servers ask for; the server chooses.")]
    static string HashOf(DigestChallenge challenge, ReadOnlySpan<byte> bytes) =>
        Convert.ToHexStringLower(challenge.IsSha256 ? SHA256.HashData(bytes) : MD5.HashData(bytes));
}
