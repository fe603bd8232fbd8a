using System.Text;

namespace Runner.Plugins.Http;

/// <summary>What every request carries alike: a token, a user and password, a key.</summary>
sealed class FixedCredentials : Credentials
{
    readonly string? value;
    readonly KeyValuePair<string, string>[] query;

    FixedCredentials(string? headerName, string? value, KeyValuePair<string, string>[] query)
    {
        HeaderName = headerName;
        this.value = value;
        this.query = query;
    }

    internal override string? HeaderName { get; }

    internal override Uri Address(Uri url) => query.Length == 0 ? url : UrlEncoding.Append(url, query);

    internal override void Sign(ExchangeRequest request, HttpBody? body)
    {
        if (HeaderName is not null) request.Headers.TryAddWithoutValidation(HeaderName, value);
    }

    internal static FixedCredentials Of(HttpAuth auth, Action<string>? secretDerived)
    {
        if (auth.Bearer is { } token)
        {
            if (string.IsNullOrWhiteSpace(token)) throw WrongAuth.Because("has an empty bearer token", "is the secret that it comes from set?");
            return Header("bearer", "Authorization", "Bearer " + token);
        }
        if (auth.Basic is { } basic)
        {
            if (basic.Username.Contains(':', StringComparison.Ordinal)) throw WrongAuth.Because("has a colon in basic.username", "RFC 7617 does not allow one");
            return Basic(basic.Username, basic.Password, secretDerived);
        }
        var key = auth.ApiKey!;
        if (key.Name.Length == 0 || key.Value.Length == 0) throw WrongAuth.Because("has an api-key without name or value", "give both");
        if (key.In == ApiKeyPlace.Query) return new(null, null, [new(key.Name, key.Value)]);
        if (!HeaderSyntax.IsName(key.Name)) throw WrongAuth.Because($"has the api-key name `{key.Name}`", "a header's name has letters, digits and dashes only");
        return Header("api-key", key.Name, key.Value);
    }

    internal static FixedCredentials OfUrl(string userInfo, Action<string>? secretDerived)
    {
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? userInfo : userInfo[..colon]);
        var password = colon < 0 ? "" : Uri.UnescapeDataString(userInfo[(colon + 1)..]);
        if (password.Length > 0) secretDerived?.Invoke(password);
        var credentials = Basic(user, password, secretDerived);
        credentials.Source = new() { Basic = new() { Username = user, Password = password } };
        return credentials;
    }

    static FixedCredentials Basic(string user, string password, Action<string>? secretDerived)
    {
        var token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        secretDerived?.Invoke(token);
        return Header("basic", "Authorization", "Basic " + token);
    }

    static FixedCredentials Header(string what, string name, string value) =>
        HeaderSyntax.IsValue(value) ? new(name, value, []) : throw WrongAuth.Because($"has a line break in {what}", "remove it: a header is one line");
}
