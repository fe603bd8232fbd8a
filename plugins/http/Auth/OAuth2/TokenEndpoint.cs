using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Asks a server for a token with what an <see cref="OAuth2Client"/> says.</summary>
sealed class TokenEndpoint
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    readonly OAuth2Client client;
    readonly HttpSession session;
    readonly Uri url;

    internal TokenEndpoint(OAuth2Client client, HttpSession session)
    {
        if (!Uri.TryCreate(client.TokenUrl, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https") || parsed.Host.Length == 0
            || parsed.UserInfo.Length > 0)
        {
            throw WrongAuth.Because(
                "has an oauth2.token-url that is not one", "give an absolute URL with http or https and without a user, such as https://login.example.com/oauth/token");
        }
        if (client.ClientId.Length == 0) throw WrongAuth.Because("has an empty oauth2.client-id", "give the client's id");
        if (client.ClientSecret is { } secret && string.IsNullOrWhiteSpace(secret))
            throw WrongAuth.Because("has an empty oauth2.client-secret", "is the secret that it comes from set? A public client has none at all");
        RequireFor(client);
        url = parsed;
        this.client = client;
        this.session = session;
        Key = KeyOf(client);
    }

    /// <summary>All that makes one client's tokens different from another's.</summary>
    internal string Key { get; }

    internal DateTimeOffset Now => session.Options.Time.GetUtcNow();

    internal void Mask(AccessToken token)
    {
        session.Options.SecretDerived?.Invoke(token.Value);
        if (token.RefreshToken is { } refresh) session.Options.SecretDerived?.Invoke(refresh);
    }

    /// <summary>A new token.</summary>
    /// <param name="refreshToken">What the server gave with the token before, in the place of the client's own; null for that one.</param>
    /// <exception cref="AuthenticationException">The server refused.</exception>
    /// <exception cref="NetworkException">It could not be asked, or did not answer as a token endpoint does.</exception>
    internal async Task<AccessToken> FetchAsync(string? refreshToken)
    {
        var byHeader = client.ClientSecret is not null && client.AuthStyle == OAuth2AuthStyle.Header;
        var http = session.ForTokens(byHeader ? ByHeader(client) : null);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var response = await http.SendAsync(
                new()
                {
                    Method = "POST",
                    Url = url.AbsoluteUri,
                    Headers = new Dictionary<string, string> { ["Accept"] = "application/json" },
                    Body = HttpBody.FromForm(Form(refreshToken, byHeader)),
                },
                limit.Token).ConfigureAwait(false);
            var token = TokenAnswer.Read(response, Now, client, refreshToken);
            Mask(token);
            if (client.Grant == OAuth2Grant.RefreshToken && token.RefreshToken is { } next && next != client.RefreshToken && refreshToken is null)
            {
                session.Options.Warn?.Invoke(
                    $"The token endpoint {url.AbsoluteUri} gave a new refresh token: the one in auth.oauth2 may be refused the next time the workflow runs.");
            }
            return token;
        }
        catch (OperationCanceledException cause) when (limit.IsCancellationRequested)
        {
            throw new NetworkTimeoutException(url.AbsoluteUri, $"The token endpoint {url.AbsoluteUri} did not answer within {Words.Duration(Limit)}.", cause);
        }
    }

    List<KeyValuePair<string, string>> Form(string? refreshToken, bool byHeader)
    {
        var form = new List<KeyValuePair<string, string>>();
        void Add(string name, string? value)
        {
            if (value is not null) form.Add(new(name, value));
        }

        switch (client.Grant)
        {
            case OAuth2Grant.RefreshToken:
                Add("grant_type", "refresh_token");
                Add("refresh_token", refreshToken ?? client.RefreshToken);
                break;
            case OAuth2Grant.Password:
                Add("grant_type", "password");
                Add("username", client.Username);
                Add("password", client.Password);
                break;
            default:
                Add("grant_type", "client_credentials");
                break;
        }
        if (!byHeader)
        {
            Add("client_id", client.ClientId);
            Add("client_secret", client.ClientSecret);
        }
        Add("scope", client.Scope);
        Add("audience", client.Audience);
        foreach (var (name, value) in client.Parameters ?? new Dictionary<string, string>()) Add(name, value);
        return form;
    }

    static HttpAuth ByHeader(OAuth2Client client) => new()
    {
        // RFC 6749, section 2.3.1: as a form writes them, before they are joined with a colon.
        Basic = new() { Username = FormValue(client.ClientId), Password = FormValue(client.ClientSecret!) },
    };

    internal static string FormValue(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    static void RequireFor(OAuth2Client client)
    {
        if (client.Grant == OAuth2Grant.ClientCredentials && client.ClientSecret is null)
            throw WrongAuth.Because("has no oauth2.client-secret", "the grant client-credentials needs it");
        if (client.Grant == OAuth2Grant.RefreshToken && string.IsNullOrWhiteSpace(client.RefreshToken))
            throw WrongAuth.Because("has no oauth2.refresh-token", "the grant refresh-token needs it");
        if (client.Grant == OAuth2Grant.Password && (client.Username is null || client.Password is null))
            throw WrongAuth.Because("has no oauth2.username or oauth2.password", "the grant password needs both");
    }

    static string KeyOf(OAuth2Client client)
    {
        var key = new StringBuilder();
        // With its length before each part, so that no two clients are written alike.
        void Add(string? part) => key.Append(part?.Length ?? -1).Append(':').Append(part);

        Add(client.TokenUrl);
        Add(client.ClientId);
        Add(client.ClientSecret);
        Add(client.Scope);
        Add(client.Audience);
        Add(client.Grant.ToString());
        Add(client.RefreshToken);
        Add(client.Username);
        Add(client.Password);
        Add(client.AuthStyle.ToString());
        foreach (var (name, value) in (client.Parameters ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(name);
            Add(value);
        }
        return key.ToString();
    }
}
