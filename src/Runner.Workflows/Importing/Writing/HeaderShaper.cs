using System.Buffers;
using System.Text;

namespace Runner.Workflows.Importing;

/// <summary>The header fields that a workflow writes down: secrets taken out, credentials as <c>auth</c>.</summary>
sealed class HeaderShaper(ImportedSecrets secrets, ImportNotes notes)
{
    // RFC 9110, section 5.6.2.
    static readonly SearchValues<char> TokenCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The fields, each name once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="auth">Who asks, when a header says it in a way that <c>auth</c> has.</param>
    public List<KeyValuePair<string, string>> Shape(ImportedRequest request, out ImportedAuth? auth)
    {
        auth = null;
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var (name, written) in request.Headers)
        {
            var value = written.Trim();
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters) || value.AsSpan().IndexOfAny("\r\n\0") >= 0)
            {
                if (!name.StartsWith(':')) notes.Warn(request.Place, $"the header `{name}` is left out: that is not a header that HTTP can send");
                continue;
            }

            if (FollowsFromRequest(name, value, request)) continue;
            if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            {
                if (request.Auth is not null) continue;
                if (AuthOf(value) is { } known)
                {
                    auth = known;
                    continue;
                }
            }

            Add(fields, name, Hidden(name, value, request));
        }

        return fields;
    }

    static bool FollowsFromRequest(string name, string value, ImportedRequest request) => name.ToLowerInvariant() switch
    {
        "content-length" or "transfer-encoding" or "connection" or "keep-alive" or "proxy-connection" or "expect" => true,
        // Runner says it by itself.
        "accept" => value == "*/*",
        "host" => request.Url.Contains($"://{value}", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    static ImportedAuth? AuthOf(string value)
    {
        if (value.StartsWith("Bearer ", StringComparison.Ordinal) && value[7..].Trim() is { Length: > 0 } token) return new ImportedAuth.Bearer(token);
        if (!value.StartsWith("Basic ", StringComparison.Ordinal)) return null;
        try
        {
            var encoded = value[6..].Trim();
            var user = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(encoded)).Split(':', 2);
            return user.Length == 2 && Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user[0]}:{user[1]}")) == encoded && !user[0].Any(char.IsControl) ? new ImportedAuth.Basic(user[0], user[1]) : null;
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    string Hidden(string name, string value, ImportedRequest request)
    {
        var what = $"the header {name} of {request.Place}";
        if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || name.Equals("Proxy-Authorization", StringComparison.OrdinalIgnoreCase))
        {
            // `Token abc`, `Negotiate abc`: the scheme is no secret.
            var space = value.IndexOf(' ', StringComparison.Ordinal);
            return space > 0 && value.IndexOf(' ', space + 1) < 0 ? $"{value[..space]} {secrets.Take(name, value[(space + 1)..], what)}" : secrets.Take(name, value, what);
        }

        if (name.Equals("Referer", StringComparison.OrdinalIgnoreCase)) return secrets.Hide(UrlSecrets.Hide(value, secrets, what));
        if (!ImportedSecrets.IsSecretName(name) && !ImportedSecrets.IsSecretValue(value)) return secrets.Hide(value);
        return ExpressionMark.IsIn(value) ? value : secrets.Take(name, value, what);
    }

    static void Add(List<KeyValuePair<string, string>> fields, string name, string value)
    {
        var before = fields.FindIndex(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (before < 0) fields.Add(new(name, value));
        // RFC 9110, section 5.3, and for cookies RFC 9113, section 8.2.3.
        else fields[before] = new(fields[before].Key, $"{fields[before].Value}{(name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ", ")}{value}");
    }
}
