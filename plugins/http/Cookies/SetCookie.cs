using System.Collections.ObjectModel;
using System.Globalization;

namespace Runner.Plugins.Http;

/// <summary>A Set-Cookie header taken apart (RFC 6265bis, section 5.6). What it may set is the jar's to judge.</summary>
/// <param name="Name">The cookie's name.</param>
/// <param name="Value">Its value, as it came.</param>
/// <param name="Domain">The domain attribute in lower case without its dot; null when there is none.</param>
/// <param name="Path">The path attribute; null for the default.</param>
/// <param name="Expires">When it ends; null for the session's end.</param>
/// <param name="Secure">Whether it is for TLS only.</param>
/// <param name="HttpOnly">Whether it is hidden from scripts.</param>
sealed record SetCookie(string Name, string Value, string? Domain, string? Path, DateTimeOffset? Expires, bool Secure, bool HttpOnly)
{
    const int LongestPair = 4096;
    const int LongestAttribute = 1024;
    static readonly char[] Blanks = [' ', '\t'];

    /// <summary>RFC 6265bis, section 5.5: no cookie needs to live longer than 400 days.</summary>
    static readonly TimeSpan LongestLife = TimeSpan.FromDays(400);

    /// <summary>The cookie that a header sets; null when it sets none.</summary>
    internal static SetCookie? Parse(string header, DateTimeOffset now)
    {
        foreach (var character in header)
        {
            if (char.IsControl(character) && character != '\t') return null;
        }
        var parts = header.Split(';');
        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) return null;
        var (name, value) = (parts[0][..equals].Trim(Blanks), parts[0][(equals + 1)..].Trim(Blanks));
        if (name.Length == 0 || name.Length + value.Length > LongestPair) return null;
        // A tab, which the standard lets pass inside, could not be saved in a cookie file; curl refuses it too.
        if (name.Contains('\t', StringComparison.Ordinal) || value.Contains('\t', StringComparison.Ordinal)) return null;

        string? domain = null, path = null;
        DateTimeOffset? byDate = null, byAge = null;
        bool secure = false, httpOnly = false;
        foreach (var part in parts.AsSpan(1))
        {
            var (attribute, setting) = Attribute(part);
            if (setting.Length > LongestAttribute || setting.Contains('\t', StringComparison.Ordinal)) continue; // nor could such an attribute
            switch (attribute.ToUpperInvariant())
            {
                case "EXPIRES": byDate = CookieDate.Parse(setting) ?? byDate; break;
                case "MAX-AGE": byAge = Age(setting, now) ?? byAge; break;
                case "DOMAIN": domain = setting.TrimStart('.').ToLowerInvariant(); break;
                case "PATH": path = setting.StartsWith('/') ? setting : null; break;
                case "SECURE": secure = true; break;
                case "HTTPONLY": httpOnly = true; break;
            }
        }
        var expires = byAge ?? byDate;
        if (expires > now + LongestLife) expires = now + LongestLife;
        return new(name, value, string.IsNullOrEmpty(domain) ? null : domain, path, expires, secure, httpOnly);
    }

    /// <summary>What the headers of an answer set, by name; of several cookies of one name the last.</summary>
    internal static IReadOnlyDictionary<string, string> ByName(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        if (!headers.TryGetValue("Set-Cookie", out var lines)) return ReadOnlyDictionary<string, string>.Empty;
        var cookies = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Split('\n'))
        {
            if (Parse(HeaderText.Decode(line), now) is { } set) cookies[set.Name] = set.Value;
        }
        return cookies;
    }

    static (string Name, string Value) Attribute(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (part.Trim(Blanks), "") : (part[..equals].Trim(Blanks), part[(equals + 1)..].Trim(Blanks));
    }

    static DateTimeOffset? Age(string text, DateTimeOffset now)
    {
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')) return null;
        if (text.StartsWith('-')) return DateTimeOffset.MinValue;
        var seconds = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : long.MaxValue;
        return seconds == 0 ? DateTimeOffset.MinValue : now + TimeSpan.FromSeconds(Math.Min(seconds, (long)LongestLife.TotalSeconds));
    }
}
