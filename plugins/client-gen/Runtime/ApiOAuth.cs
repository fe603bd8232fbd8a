using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>OAuth 2 client credentials (RFC 6749, section 4.4): the token is fetched when it is needed, and kept while it is good.</summary>
sealed class ApiOAuth(string tokenUrl, string clientId, string clientSecret, params string[] scopes)
{
    static readonly TimeSpan Early = TimeSpan.FromSeconds(30);

    Task<(string Token, DateTime Ends)>? current;

    /// <summary>A credential by this.</summary>
    internal ApiCredential Credential(string scheme) =>
        new(scheme, "Authorization", async (http, cancel) => (await CurrentAsync(http).WaitAsync(cancel).ConfigureAwait(false)).Token, "Bearer ");

    /// <summary>Who comes while a token is fetched waits for the same one.</summary>
    Task<(string Token, DateTime Ends)> CurrentAsync(HttpClient http)
    {
        lock (scopes)
        {
            var isGood = current is { IsCompleted: false } || (current is { IsCompletedSuccessfully: true } && DateTime.UtcNow < current.Result.Ends);
            return isGood ? current! : current = FetchAsync(http);
        }
    }

    async Task<(string Token, DateTime Ends)> FetchAsync(HttpClient http)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, tokenUrl);
        message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(clientSecret)}")));
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if (scopes.Length > 0) form["scope"] = string.Join(' ', scopes);
        message.Content = new FormUrlEncodedContent(form);
        using var response = await http.SendAsync(message).ConfigureAwait(false);
        var body = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
        var status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode) throw new ApiException($"There is no token: {tokenUrl} answered {status}", response, body);
        // The body of a success is a secret, so no error says it.
        if (Parsed(body) is not { } answer || !answer.TryGetValue("access_token", out var given) || ApiJson.Text(given) is not { } token) throw new ApiException($"There is no token in the answer of {tokenUrl}", response, "");
        var seconds = answer.TryGetValue("expires_in", out var life) && double.TryParse(ApiJson.Text(life), out var number) ? number : 300;
        return (token, DateTime.UtcNow + TimeSpan.FromSeconds(seconds) - Early);
    }

    static Dictionary<string, JsonElement>? Parsed(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(body);
        }
        catch (JsonException)
        {
            return null; // told by who asks
        }
    }
}
