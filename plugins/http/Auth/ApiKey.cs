using Runner.Sdk;

namespace Runner.Plugins.Http;

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
