namespace Runner.Plugins.Http;

/// <summary>The token of one client: kept while it is usable, and fetched by one for all who wait for it.</summary>
sealed class TokenSource
{
    readonly Lock gate = new();
    AccessToken? current;
    Task<AccessToken>? fetching;

    /// <summary>The token, and whether it was fetched for this caller and not kept from before.</summary>
    /// <param name="endpoint">Who to ask.</param>
    /// <param name="refused">A token that a server refused, and that is not to be given again.</param>
    /// <param name="cancel">Ends the wait. The fetch goes on for those who also wait; it has a time limit of its own.</param>
    internal async ValueTask<(AccessToken Token, bool IsFresh)> GetAsync(TokenEndpoint endpoint, AccessToken? refused, CancellationToken cancel)
    {
        Task<AccessToken> pending;
        lock (gate)
        {
            if (current is not null && !ReferenceEquals(current, refused) && current.IsUsable(endpoint.Now)) return (current, false);
            pending = fetching ??= Task.Run(() => FetchAsync(endpoint), CancellationToken.None);
        }
        return (await pending.WaitAsync(cancel).ConfigureAwait(false), true);
    }

    /// <summary>The token that is kept and usable; null when one would have to be fetched.</summary>
    internal AccessToken? Kept(DateTimeOffset now)
    {
        lock (gate) return current is not null && current.IsUsable(now) ? current : null;
    }

    async Task<AccessToken> FetchAsync(TokenEndpoint endpoint)
    {
        string? refreshToken;
        lock (gate) refreshToken = current?.RefreshToken;
        try
        {
            var token = await endpoint.FetchAsync(refreshToken).ConfigureAwait(false);
            lock (gate) current = token with { RefreshToken = token.RefreshToken ?? refreshToken };
            return current;
        }
        finally
        {
            lock (gate) fetching = null;
        }
    }
}
