using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Who asks: exactly one of <c>bearer</c>, <c>basic</c>, <c>api-key</c>, <c>digest</c>, <c>oauth2</c> and <c>aws</c>.</summary>
public sealed record HttpAuth
{
    /// <summary>A token, sent as <c>Authorization: Bearer TOKEN</c> (RFC 6750).</summary>
    [Secret]
    public string? Bearer { get; init; }

    /// <summary>A user and a password, sent as <c>Authorization: Basic ...</c> in UTF-8 (RFC 7617).</summary>
    public BasicCredentials? Basic { get; init; }

    /// <summary>A key that the server wants in a header or in the query.</summary>
    public ApiKey? ApiKey { get; init; }

    /// <summary>
    /// A user and a password that prove themselves by a hash over the server's challenge (RFC 7616): MD5 or SHA-256, also
    /// <c>-sess</c>, with <c>qop</c> auth or auth-int. The first request to a server is sent twice; those that follow use
    /// its challenge again.
    /// </summary>
    public DigestCredentials? Digest { get; init; }

    /// <summary>
    /// A token that a token endpoint gives for these (RFC 6749), sent as <c>Authorization: Bearer TOKEN</c>. It is fetched once
    /// for the process and kept until shortly before it expires; when a server refuses a kept one with 401, a new one is
    /// fetched and the request sent once more. A token endpoint that refuses is an error of the kind <c>auth</c>.
    /// </summary>
    public OAuth2Client? Oauth2 { get; init; }

    /// <summary>A key of AWS, or of a service that checks its signatures, with which each request is signed (Signature Version 4).</summary>
    public AwsCredentials? Aws { get; init; }

    /// <summary>Whether it uses what was learnt in calls before.</summary>
    internal bool Remembers => Digest is not null || Oauth2 is not null;
}
