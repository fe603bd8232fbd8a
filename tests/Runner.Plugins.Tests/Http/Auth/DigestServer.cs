using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Runner.Plugins.Tests.Http.Auth;

/// <summary>The server's side of RFC 7616, for what no program at hand does: session keys, next nonces, nonces that age, user hashes.</summary>
sealed partial class DigestServer
{
    int nonces;

    public string Algorithm { get; init; } = "MD5";

    public string Extra { get; init; } = "";

    /// <summary>How many requests a nonce is good for.</summary>
    public int UsesOfNonce { get; init; } = int.MaxValue;

    public bool GivesNextNonce { get; init; }

    /// <summary>Whether stale nonces are what it says in each answer, whatever the client does.</summary>
    public bool IsAlwaysStale { get; init; }

    /// <summary>What it said to each request: 200, 401, stale.</summary>
    public List<string> Said { get; } = [];

    /// <summary>The credentials that came, in order.</summary>
    public List<Dictionary<string, string>> Came { get; } = [];

    string Nonce => $"nonce{nonces}";

    public async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        var header = http.Request.Headers.Authorization.ToString();
        var sent = Parameter().Matches(header).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Success ? match.Groups[2].Value : match.Groups[3].Value);
        if (header.Length > 0) Came.Add(sent);
        if (IsAlwaysStale || !header.StartsWith("Digest ", StringComparison.Ordinal) || !IsRight(sent, http.Request, body))
        {
            Refuse(http, IsAlwaysStale);
            return;
        }
        if (sent["nonce"] != Nonce || Came.Count(other => other["nonce"] == Nonce) > UsesOfNonce)
        {
            Refuse(http, stale: true);
            return;
        }
        if (GivesNextNonce)
        {
            nonces++;
            http.Response.Headers["Authentication-Info"] = $"nextnonce=\"{Nonce}\", qop=auth";
        }
        Said.Add("200");
        await http.Response.WriteAsync(body);
    }

    void Refuse(HttpContext http, bool stale)
    {
        nonces++;
        Said.Add(stale ? "stale" : "401");
        http.Response.StatusCode = 401;
        http.Response.Headers.WWWAuthenticate = $"Digest realm=\"inside\", nonce=\"{Nonce}\", algorithm={Algorithm}, qop=\"auth\", opaque=\"o p\"{(stale ? ", stale=true" : "")}{Extra}";
    }

    bool IsRight(Dictionary<string, string> sent, Microsoft.AspNetCore.Http.HttpRequest request, string body)
    {
        var qop = sent["qop"];
        if (sent["opaque"] != "o p" || sent["realm"] != "inside" || sent["uri"] != request.Path + request.QueryString) return false;
        if (sent.GetValueOrDefault("userhash") == "true" ? sent["username"] != Hash("zoe:inside") : sent["username"] != "zoe") return false;
        var secret = Hash("zoe:inside:s3cret");
        // The session's key is made with the first client nonce that came for the nonce.
        if (Algorithm.EndsWith("-sess", StringComparison.Ordinal)) secret = Hash($"{secret}:{sent["nonce"]}:{Came.First(other => other["nonce"] == sent["nonce"])["cnonce"]}");
        var asked = Hash($"{request.Method}:{sent["uri"]}" + (qop == "auth-int" ? ":" + Hash(body) : ""));
        return sent["response"] == Hash($"{secret}:{sent["nonce"]}:{sent["nc"]}:{sent["cnonce"]}:{qop}:{asked}");
    }

    [SuppressMessage("Security", "CA5351", Justification = "RFC 7616 has it")]
    string Hash(string text) => string.Concat((Algorithm.StartsWith("SHA", StringComparison.Ordinal) ? SHA256.HashData(Encoding.UTF8.GetBytes(text)) : MD5.HashData(Encoding.UTF8.GetBytes(text))).Select(one => one.ToString("x2", null)));

    [GeneratedRegex("""([a-z]+)=(?:"([^"]*)"|([^, ]+))""")]
    private static partial Regex Parameter();
}
