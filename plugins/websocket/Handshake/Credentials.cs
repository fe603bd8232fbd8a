using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>A <see cref="WebSocketAuth"/> checked, and made into the value of the Authorization header.</summary>
static class Credentials
{
    /// <summary>What to send for an auth, or for the <c>user:password</c> of a URL when there is no auth; null for nothing.</summary>
    internal static string? Of(WebSocketAuth? auth, string urlUserInfo, Action<string>? secretDerived)
    {
        if (auth is null) return urlUserInfo.Length == 0 ? null : OfUrl(urlUserInfo, secretDerived);
        if (auth.Bearer is null == auth.Basic is null)
            throw Wrong(auth.Basic is null ? "says nothing" : "says more than one thing", "give exactly one of bearer and basic");
        if (auth.Basic is { } basic)
        {
            if (basic.Username.Contains(':', StringComparison.Ordinal)) throw Wrong("has a colon in basic.username", "RFC 7617 does not allow one");
            return Basic(basic.Username, basic.Password, secretDerived);
        }
        if (string.IsNullOrWhiteSpace(auth.Bearer)) throw Wrong("has an empty bearer token", "is the secret that it comes from set?");
        if (!HeaderSyntax.IsValue(auth.Bearer)) throw Wrong("has a line break in bearer", "remove it: a header is one line");
        return "Bearer " + auth.Bearer;
    }

    static string OfUrl(string userInfo, Action<string>? secretDerived)
    {
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? userInfo : userInfo[..colon]);
        var password = colon < 0 ? "" : Uri.UnescapeDataString(userInfo[(colon + 1)..]);
        if (password.Length > 0) secretDerived?.Invoke(password);
        return Basic(user, password, secretDerived);
    }

    static string Basic(string user, string password, Action<string>? secretDerived)
    {
        var token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        secretDerived?.Invoke(token);
        return "Basic " + token;
    }

    static ActionInputException Wrong(string problem, string right) => new("auth", $"`auth` {problem}: {right}.");
}
