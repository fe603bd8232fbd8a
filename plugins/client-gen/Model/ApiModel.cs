namespace Runner.Plugins.ClientGen.Model;

/// <summary>An API as a document describes it: facts only, with every reference followed. What things are called in a language is decided by who reads it.</summary>
sealed record ApiModel
{
    /// <summary>What the document calls the API.</summary>
    public required string Title { get; init; }

    /// <summary>The version of the API; empty where the document says none.</summary>
    public required string Version { get; init; }

    /// <summary>What the document says about the API.</summary>
    public string? Description { get; init; }

    /// <summary>The version of OpenAPI, as it is written: <c>2.0</c>, <c>3.0.3</c>, <c>3.1.0</c>.</summary>
    public required string Specification { get; init; }

    /// <summary>The document's file name or URL, without a folder of this machine.</summary>
    public required string Source { get; init; }

    /// <summary>The SHA-256 of the document and of all files that it refers to, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Where the API is; empty where the document does not say.</summary>
    public IReadOnlyList<ApiServer> Servers { get; init; } = [];

    /// <summary>The tags that the document describes, in its order. Operations may have others.</summary>
    public IReadOnlyList<ApiTag> Tags { get; init; } = [];

    /// <summary>How callers prove who they are.</summary>
    public IReadOnlyList<ApiSecurityScheme> SecuritySchemes { get; init; } = [];

    /// <summary>What one may do, in the document's order.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; init; } = [];

    /// <summary>What the API sends to its callers: webhooks and callbacks. The path is the webhook's name, or the callback's expression.</summary>
    public IReadOnlyList<ApiOperation> Webhooks { get; init; } = [];

    /// <summary>The schemas that the document gives names to, in its order; those of other files when something refers to them.</summary>
    public IReadOnlyList<ApiSchema> Schemas { get; init; } = [];
}

/// <summary>A place where the API is.</summary>
/// <param name="Url">Its URL, which may be relative to the document's and hold <c>{variables}</c>.</param>
/// <param name="Description">What the document says about it.</param>
/// <param name="Variables">The parts to fill in.</param>
sealed record ApiServer(string Url, string? Description, IReadOnlyList<ApiServerVariable> Variables)
{
    /// <summary>The URL with the defaults filled in.</summary>
    public string Default => Variables.Aggregate(Url, static (url, variable) => url.Replace($"{{{variable.Name}}}", variable.Default, StringComparison.Ordinal));
}

/// <summary>A part of a server's URL that the caller chooses.</summary>
sealed record ApiServerVariable(string Name, string Default, IReadOnlyList<string> Values, string? Description);

/// <summary>A group of operations.</summary>
sealed record ApiTag(string Name, string? Description);

/// <summary>How a caller proves who it is.</summary>
/// <param name="Id">The name by which operations ask for it.</param>
/// <param name="Kind">What is sent.</param>
sealed record ApiSecurityScheme(string Id, ApiSecurityKind Kind)
{
    /// <summary>The header, query parameter or cookie of an API key.</summary>
    public string? ParameterName { get; init; }

    /// <summary>Where an API key goes.</summary>
    public ParameterPlace Place { get; init; } = ParameterPlace.Header;

    /// <summary>The HTTP scheme where <see cref="Kind"/> is <see cref="ApiSecurityKind.Http"/>, such as <c>digest</c>.</summary>
    public string? Scheme { get; init; }

    /// <summary>Where OAuth 2 client credentials are exchanged for a token; null where that flow is not offered.</summary>
    public string? TokenUrl { get; init; }

    /// <summary>The scopes that there are.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>What the document says about it.</summary>
    public string? Description { get; init; }
}

/// <summary>What a caller sends to prove who it is.</summary>
enum ApiSecurityKind
{
    /// <summary>A key in a header, a query parameter or a cookie.</summary>
    ApiKey,

    /// <summary>A user name and a password (RFC 7617).</summary>
    Basic,

    /// <summary>A token (RFC 6750).</summary>
    Bearer,

    /// <summary>OAuth 2 (RFC 6749): a token too, which the client may fetch itself with client credentials.</summary>
    OAuth2,

    /// <summary>OpenID Connect: a token that the caller has.</summary>
    OpenId,

    /// <summary>The client's certificate: the caller's HttpClient has it.</summary>
    MutualTls,

    /// <summary>Another scheme of the Authorization header.</summary>
    Http,
}

/// <summary>Security schemes that are needed together. An operation has several as alternatives; one without schemes needs nothing.</summary>
sealed record ApiSecurityRequirement(IReadOnlyList<ApiSecurityNeed> Needs);

/// <summary>A scheme that is needed, with the scopes.</summary>
sealed record ApiSecurityNeed(string Scheme, IReadOnlyList<string> Scopes);
