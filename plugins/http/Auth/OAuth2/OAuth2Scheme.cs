namespace Runner.Plugins.Http;

/// <summary>A bearer token from a token endpoint (RFC 6749, RFC 6750).</summary>
sealed class OAuth2Scheme : Credentials
{
    readonly TokenEndpoint endpoint;
    readonly TokenSource source;
    AccessToken? token;
    AccessToken? refused;
    bool isFresh;

    internal OAuth2Scheme(OAuth2Client client, HttpSession session)
    {
        endpoint = new(client, session);
        source = session.Memory.Tokens.GetOrAdd(endpoint.Key, static _ => new());
    }

    /// <summary>The token that a request now would be sent with, if no new one has to be fetched for it.</summary>
    internal AccessToken? Kept()
    {
        var kept = source.Kept(endpoint.Now);
        if (kept is not null) endpoint.Mask(kept);
        return kept;
    }

    internal override async ValueTask PrepareAsync(CancellationToken cancel)
    {
        if (token is not null && !ReferenceEquals(token, refused)) return; // a redirect within the origin
        (token, isFresh) = await source.GetAsync(endpoint, refused, cancel).ConfigureAwait(false);
        endpoint.Mask(token); // also a token that another run fetched: this run's log must not show it either
    }

    internal override void Sign(ExchangeRequest request, HttpBody? body) =>
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token!.Value);

    /// <summary>A kept token may have been revoked: one new one is worth a try. One that was just given will not become better.</summary>
    internal override bool CanAnswer(HttpResponseMessage refusal, ExchangeRequest request)
    {
        if (isFresh || refused is not null) return false;
        refused = token;
        return true;
    }
}
