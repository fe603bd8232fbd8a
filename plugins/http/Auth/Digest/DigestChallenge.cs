namespace Runner.Plugins.Http;

/// <summary>A server's challenge for a digest, in a form that can be answered here (RFC 7616, section 3.3).</summary>
/// <param name="Realm">Which of the server's spaces it is for.</param>
/// <param name="Nonce">The server's part of what is hashed.</param>
/// <param name="Opaque">What the server wants back as it is; null for nothing.</param>
/// <param name="Algorithm">How the server named the algorithm; null for none, which means MD5.</param>
/// <param name="Qop">How far the proof reaches.</param>
/// <param name="HashesUser">Whether the user is to be sent as a hash too.</param>
/// <param name="IsUtf8">Whether it says <c>charset=UTF-8</c>, and with it that it knows RFC 7616.</param>
/// <param name="IsStale">Whether only the nonce was too old, so that the same credentials are worth another try.</param>
sealed record DigestChallenge(
    string Realm, string Nonce, string? Opaque, string? Algorithm, DigestQop Qop, bool HashesUser, bool IsUtf8, bool IsStale)
{
    internal bool IsSha256 => Algorithm?.StartsWith("SHA-256", StringComparison.OrdinalIgnoreCase) ?? false;

    internal bool IsSession => Algorithm?.EndsWith("-sess", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>The first challenge of a refusal that can be answered, since servers name the one that they like best first; null for none.</summary>
    internal static DigestChallenge? In(HttpResponseMessage refusal)
    {
        if (!refusal.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var fields)) return null;
        foreach (var field in fields)
        {
            foreach (var challenge in AuthParameters.Challenges(field))
            {
                if (challenge.Scheme.Equals("Digest", StringComparison.OrdinalIgnoreCase) && Of(challenge.Parameters) is { } known) return known;
            }
        }
        return null;
    }

    static DigestChallenge? Of(Dictionary<string, string> parameters)
    {
        if (!parameters.TryGetValue("realm", out var realm) || !parameters.TryGetValue("nonce", out var nonce)) return null;
        var algorithm = parameters.GetValueOrDefault("algorithm");
        if (algorithm?.ToUpperInvariant() is not (null or "MD5" or "MD5-SESS" or "SHA-256" or "SHA-256-SESS")) return null;
        if (QopOf(parameters.GetValueOrDefault("qop")) is not { } qop) return null;
        return new(realm, nonce, parameters.GetValueOrDefault("opaque"), algorithm, qop, Says(parameters, "userhash"), Says(parameters, "charset", "UTF-8"), Says(parameters, "stale"));
    }

    static DigestQop? QopOf(string? offered)
    {
        if (string.IsNullOrWhiteSpace(offered)) return DigestQop.None;
        var words = offered.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Contains("auth", StringComparer.OrdinalIgnoreCase)) return DigestQop.Auth;
        return words.Contains("auth-int", StringComparer.OrdinalIgnoreCase) ? DigestQop.AuthInt : null;
    }

    static bool Says(Dictionary<string, string> parameters, string name, string what = "true") =>
        parameters.TryGetValue(name, out var value) && value.Equals(what, StringComparison.OrdinalIgnoreCase);
}

/// <summary>How far a digest's proof reaches (<c>qop</c>).</summary>
enum DigestQop
{
    /// <summary>The method and the URL, without a count: RFC 2069, for old servers.</summary>
    None,

    /// <summary>The method and the URL.</summary>
    Auth,

    /// <summary>The method, the URL and the body.</summary>
    AuthInt,
}
