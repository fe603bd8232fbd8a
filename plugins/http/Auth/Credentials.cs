using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>An <see cref="HttpAuth"/> checked, for one call: what it puts on each request, and what it makes of a refusal.</summary>
abstract class Credentials
{
    /// <summary>What was given; the user and password of a URL are <c>basic</c>. It has one of its properties.</summary>
    internal HttpAuth Source { get; private protected set; } = null!;

    /// <summary>The header that it sends; the same one in <c>headers</c> gives way to it. Null when it goes elsewhere.</summary>
    internal virtual string? HeaderName => "Authorization";

    /// <summary>The URL to ask, for what goes into the query.</summary>
    internal virtual Uri Address(Uri url) => url;

    /// <summary>Gets what has to be waited for, before each request.</summary>
    /// <exception cref="AuthenticationException">Whoever gives out the credentials refused to.</exception>
    internal virtual ValueTask PrepareAsync(CancellationToken cancel) => ValueTask.CompletedTask;

    /// <summary>Puts the proof on a request that is complete otherwise.</summary>
    internal abstract void Sign(ExchangeRequest request, HttpBody? body);

    /// <summary>Whether the request is worth sending once more, after a 401.</summary>
    internal virtual bool CanAnswer(HttpResponseMessage refusal, ExchangeRequest request) => false;

    /// <summary>Told every answer that is not a 401.</summary>
    internal virtual void Accepted(HttpResponseMessage answer)
    {
    }

    /// <summary>What to send for an auth, or for the <c>user:password</c> of a URL when there is no auth.</summary>
    /// <exception cref="ActionInputException">The auth says nothing, several things, or something that cannot work.</exception>
    internal static Credentials? Of(HttpAuth? auth, string urlUserInfo, HttpSession session)
    {
        if (auth is null) return urlUserInfo.Length == 0 ? null : FixedCredentials.OfUrl(urlUserInfo, session.Options.SecretDerived);
        var given = (auth.Bearer is null ? 0 : 1) + (auth.Basic is null ? 0 : 1) + (auth.ApiKey is null ? 0 : 1)
            + (auth.Digest is null ? 0 : 1) + (auth.Oauth2 is null ? 0 : 1) + (auth.Aws is null ? 0 : 1);
        if (given != 1)
        {
            throw WrongAuth.Because(
                given == 0 ? "says nothing" : "says more than one thing", "give exactly one of bearer, basic, api-key, digest, oauth2 and aws");
        }

        Credentials credentials = auth.Digest is { } digest ? new DigestScheme(digest, session)
            : auth.Oauth2 is { } client ? new OAuth2Scheme(client, session)
            : auth.Aws is { } aws ? new AwsScheme(aws, session.Options.Time)
            : FixedCredentials.Of(auth, session.Options.SecretDerived);
        credentials.Source = auth;
        return credentials;
    }
}
