using System.Text.RegularExpressions;

namespace Runner.Workflows.Importing;

/// <summary>Secrets in a URL that stands in a text, such as a <c>Referer</c>: who asks, and the values of secret names in its query.</summary>
static partial class UrlSecrets
{
    /// <summary>The URL with its secrets taken out.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="secrets">Keeps them.</param>
    /// <param name="what">What the URL is, for people: <c>the header Referer of a:1</c>.</param>
    public static string Hide(string url, ImportedSecrets secrets, string what)
    {
        url = UserInfo().Replace(url, match =>
        {
            var password = match.Groups["password"];
            // Who gives no password has a key for the user.
            return password.Value.Length > 0
                ? $"://{match.Groups["user"].Value}:{secrets.Take("PASSWORD", password.Value, $"the password in {what}")}@"
                : $"://{secrets.Take("API_KEY", match.Groups["user"].Value, $"the user in {what}")}{(password.Success ? ":" : "")}@";
        });
        return Field().Replace(url, match => HideField(match.Value, secrets, what));
    }

    /// <summary>A piece of a query, <c>name=value</c>, with a secret value taken out.</summary>
    public static string HideField(string piece, ImportedSecrets secrets, string what)
    {
        var sign = piece.IndexOf('=', StringComparison.Ordinal);
        if (sign < 0) return piece;
        var (name, value) = (piece[..sign], piece[(sign + 1)..]);
        return ImportedSecrets.IsSecretName(name) || ImportedSecrets.IsSecretValue(value) ? $"{name}={secrets.Take(name, value, $"`{name}` in {what}, as it is escaped there")}" : piece;
    }

    [GeneratedRegex(@"://(?<user>[^/?#@:\s]+)(:(?<password>[^/?#@\s]*))?@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<=[?&#])[^=&#\s]{1,60}=[^&#\s]+", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
