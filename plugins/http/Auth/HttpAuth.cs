using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Who asks: exactly one of <c>bearer</c>, <c>basic</c> and <c>api-key</c>.</summary>
public sealed record HttpAuth
{
    /// <summary>A token, sent as <c>Authorization: Bearer TOKEN</c> (RFC 6750).</summary>
    [Secret]
    public string? Bearer { get; init; }

    /// <summary>A user and a password, sent as <c>Authorization: Basic ...</c> in UTF-8 (RFC 7617).</summary>
    public BasicCredentials? Basic { get; init; }

    /// <summary>A key that the server wants in a header or in the query.</summary>
    public ApiKey? ApiKey { get; init; }
}

/// <summary>A user and a password.</summary>
public sealed record BasicCredentials
{
    /// <summary>The user; it cannot contain a colon.</summary>
    public required string Username { get; init; }

    /// <summary>The password.</summary>
    [Secret]
    public required string Password { get; init; }
}

/// <summary>A key that the server wants in a header or in the query.</summary>
public sealed record ApiKey
{
    /// <summary>The name of the header or query parameter, such as <c>X-Api-Key</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The key.</summary>
    [Secret]
    public required string Value { get; init; }

    /// <summary>Where it goes.</summary>
    public ApiKeyPlace In { get; init; }
}

/// <summary>Where an API key goes.</summary>
public enum ApiKeyPlace
{
    /// <summary>Into a header.</summary>
    Header,

    /// <summary>Into the URL's query. Servers and proxies tend to log queries: prefer a header.</summary>
    Query,
}
