using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>An <see cref="HttpAuth"/> checked, and made into what goes on the wire.</summary>
sealed class Credentials
{
    Credentials(string? headerName, string? headerValue, KeyValuePair<string, string>[] query)
    {
        HeaderName = headerName;
        HeaderValue = headerValue;
        Query = query;
    }

    internal string? HeaderName { get; }

    internal string? HeaderValue { get; }

    internal KeyValuePair<string, string>[] Query { get; }

    /// <summary>What to send for an auth, or for the <c>user:password</c> of a URL when there is no auth.</summary>
    internal static Credentials? Of(HttpAuth? auth, string urlUserInfo, Action<string>? secretDerived)
    {
        if (auth is null) return urlUserInfo.Length == 0 ? null : OfUrl(urlUserInfo, secretDerived);
        var given = (auth.Bearer is null ? 0 : 1) + (auth.Basic is null ? 0 : 1) + (auth.ApiKey is null ? 0 : 1);
        if (given != 1) throw Wrong(given == 0 ? "says nothing" : "says more than one thing", "give exactly one of bearer, basic and api-key");

        if (auth.Bearer is { } token)
        {
            if (string.IsNullOrWhiteSpace(token)) throw Wrong("has an empty bearer token", "is the secret that it comes from set?");
            return Header("bearer", "Authorization", "Bearer " + token);
        }
        if (auth.Basic is { } basic)
        {
            if (basic.Username.Contains(':', StringComparison.Ordinal)) throw Wrong("has a colon in basic.username", "RFC 7617 does not allow one");
            return Basic(basic.Username, basic.Password, secretDerived);
        }
        var key = auth.ApiKey!;
        if (key.Name.Length == 0 || key.Value.Length == 0) throw Wrong("has an api-key without name or value", "give both");
        if (key.In == ApiKeyPlace.Query) return new(null, null, [new(key.Name, key.Value)]);
        if (!HeaderSyntax.IsName(key.Name)) throw Wrong($"has the api-key name `{key.Name}`", "a header's name has letters, digits and dashes only");
        return Header("api-key", key.Name, key.Value);
    }

    static Credentials OfUrl(string userInfo, Action<string>? secretDerived)
    {
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? userInfo : userInfo[..colon]);
        var password = colon < 0 ? "" : Uri.UnescapeDataString(userInfo[(colon + 1)..]);
        if (password.Length > 0) secretDerived?.Invoke(password);
        return Basic(user, password, secretDerived);
    }

    static Credentials Basic(string user, string password, Action<string>? secretDerived)
    {
        var token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        secretDerived?.Invoke(token);
        return Header("basic", "Authorization", "Basic " + token);
    }

    static Credentials Header(string what, string name, string value) =>
        HeaderSyntax.IsValue(value) ? new(name, value, []) : throw Wrong($"has a line break in {what}", "remove it: a header is one line");

    static ActionInputException Wrong(string problem, string right) => new("auth", $"`auth` {problem}: {right}.");
}
