using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Where to get a token, and with what (RFC 6749).</summary>
public sealed record OAuth2Client
{
    /// <summary>The token endpoint: an absolute URL. It is asked over the same proxy and with the same TLS settings as the request.</summary>
    [StartsWith("http://", "https://")]
    public required string TokenUrl { get; init; }

    /// <summary>The client's id.</summary>
    public required string ClientId { get; init; }

    /// <summary>The client's secret; without one the client is a public one, and only its id is sent.</summary>
    [Secret]
    public string? ClientSecret { get; init; }

    /// <summary>The scopes to ask for, with spaces between them.</summary>
    public string? Scope { get; init; }

    /// <summary>Whom the token is for, where the server wants to know (<c>audience</c>).</summary>
    public string? Audience { get; init; }

    /// <summary>What the token is asked for with.</summary>
    public OAuth2Grant Grant { get; init; }

    /// <summary>
    /// The refresh token, for <c>grant: refresh-token</c>. When the server gives another one with an answer, that one is used
    /// from then on, as long as the process runs.
    /// </summary>
    [Secret]
    public string? RefreshToken { get; init; }

    /// <summary>The user, for <c>grant: password</c>.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password, for <c>grant: password</c>.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>How the client says who it is: most servers know both ways, some only one.</summary>
    public OAuth2AuthStyle AuthStyle { get; init; }

    /// <summary>Parameters to send besides, such as <c>resource</c>.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }
}

/// <summary>What a token is asked for with (RFC 6749).</summary>
public enum OAuth2Grant
{
    /// <summary>The client's own id and secret (section 4.4).</summary>
    ClientCredentials,

    /// <summary>A refresh token (section 6).</summary>
    RefreshToken,

    /// <summary>A user's name and password (section 4.3). Newer servers do not offer it.</summary>
    Password,
}

/// <summary>How a client says who it is (RFC 6749, section 2.3.1).</summary>
public enum OAuth2AuthStyle
{
    /// <summary>With <c>Authorization: Basic</c>.</summary>
    Header,

    /// <summary>With <c>client_id</c> and <c>client_secret</c> in the form.</summary>
    Body,
}
