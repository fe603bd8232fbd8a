using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>What a token endpoint answered (RFC 6749, sections 5.1 and 5.2). No text of it that could be a token gets into an error.</summary>
static class TokenAnswer
{
    const int LongestDescription = 300;

    internal static AccessToken Read(HttpResponse response, DateTimeOffset now, OAuth2Client client, string? refreshToken)
    {
        var json = Parse(response);
        var error = Text(json, "error");
        if (error is null && response.Status is >= 200 and < 300) return Token(response, json, now);
        if (error is null && response.Status == 429)
        {
            throw new RateLimitedException(response.Url, $"The token endpoint {response.Url} asks to slow down (429).")
            {
                Status = 429, RetryAfter = response.RetryAfter, Help = ExchangeErrors.RateLimitedHelp(response.RetryAfter),
            };
        }
        if (error is null && response.Status is >= 500 or < 400)
        {
            throw new HttpException(response.Url, $"The token endpoint {response.Url} answered {response.Status} {response.Reason}, and no token.")
            {
                Status = response.Status,
                IsTransient = response.Status >= 500,
                RetryAfter = response.RetryAfter,
                Help = response.Status < 400
                    ? "A token endpoint does not redirect: give the URL that it is at as oauth2.token-url."
                    : "The fault is on the server's side: `retry` tries again.",
            };
        }

        var description = Text(json, "error_description");
        var said = $"{error ?? response.Reason}{(description is null ? "" : ": " + description)}";
        throw new AuthenticationException(
            response.Url, $"The token endpoint {response.Url} gave no token: {Clean(Without(said, client, refreshToken))} (status {response.Status}).")
        {
            Status = response.Status,
            Help = error switch
            {
                "invalid_client" => "Are client-id and client-secret right? Some servers want them in the form: auth-style: body.",
                "invalid_grant" when client.Grant == OAuth2Grant.RefreshToken => "The refresh token has expired, was revoked, or was used before.",
                "invalid_grant" => "Are username and password right?",
                "invalid_scope" => "Does the client have these scopes?",
                "unauthorized_client" or "unsupported_grant_type" => "The server does not let this client use this grant.",
                _ => null,
            },
        };
    }

    static AccessToken Token(HttpResponse response, JsonElement? json, DateTimeOffset now)
    {
        if (json is null) throw Unusable(response, "is not a JSON object");
        if (Text(json, "access_token") is not { Length: > 0 } token) throw Unusable(response, "has no access_token");
        if (!HeaderSyntax.IsValue(token)) throw Unusable(response, "has an access_token with a line break");
        if (Text(json, "token_type") is { } type && !type.Equals("bearer", StringComparison.OrdinalIgnoreCase))
            throw Unusable(response, $"has a token of the type {Words.Quote(type)}, and only bearer tokens can be sent");
        return new(token, UsableUntil(json.Value, now), Text(json, "refresh_token"));
    }

    /// <summary>A little before the end, so that a token does not expire on its way.</summary>
    static DateTimeOffset? UsableUntil(JsonElement json, DateTimeOffset now)
    {
        if (!json.TryGetProperty("expires_in", out var value)) return null;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !double.IsFinite(seconds)) return null;
        seconds = Math.Clamp(seconds, 0, TimeSpan.FromDays(3650).TotalSeconds);
        return now.AddSeconds(seconds - Math.Min(30, seconds / 5));
    }

    static JsonElement? Parse(HttpResponse response)
    {
        try
        {
            var json = JsonElement.Parse(response.GetBytes().Span);
            return json.ValueKind == JsonValueKind.Object ? json : null;
        }
        catch (JsonException)
        {
            return null; // said by whoever needs it to be JSON
        }
    }

    static string? Text(JsonElement? json, string name) =>
        json is { } given && given.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The text without any secret that was sent, in whatever form a server may have it from the request.</summary>
    static string Without(string text, OAuth2Client client, string? refreshToken)
    {
        var forms = new List<string>();
        foreach (var secret in new[] { client.ClientSecret, client.Password, client.RefreshToken, refreshToken })
        {
            if (!string.IsNullOrEmpty(secret)) forms.AddRange(Forms(secret));
        }
        if (client.ClientSecret is { } own)
        {
            forms.AddRange(Forms(Base64($"{client.ClientId}:{own}")));
            forms.AddRange(Forms(Base64($"{TokenEndpoint.FormValue(client.ClientId)}:{TokenEndpoint.FormValue(own)}")));
        }
        // The longest first: one form may be a part of another. Percent-encoding comes in either case.
        foreach (var form in forms.Where(static form => form.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(static form => form.Length))
            text = text.Replace(form, "***", StringComparison.OrdinalIgnoreCase);
        return text;
    }

    static IEnumerable<string> Forms(string secret) =>
    [
        secret, WebUtility.UrlEncode(secret), TokenEndpoint.FormValue(secret), Uri.EscapeDataString(secret),
        JsonEncodedText.Encode(secret).Value, JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
        Base64(secret), Base64(secret).TrimEnd('='), Base64(secret).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
    ];

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    static string Clean(string text)
    {
        var clean = new StringBuilder();
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, LongestDescription))) clean.Append(char.IsControl(character) ? ' ' : character);
        return clean.ToString().TrimEnd('.', ' ') + (text.Length > LongestDescription ? "..." : "");
    }

    static ProtocolException Unusable(HttpResponse response, string what) =>
        new(response.Url, $"The answer {response.Status} of the token endpoint {response.Url} {what}.") { Status = response.Status };
}
