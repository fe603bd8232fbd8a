using System.Text.RegularExpressions;

namespace Runner.Workflows.Importing;

/// <summary>Secrets in bodies that are only text: JSON with a slip, XML, GraphQL.</summary>
static partial class BodySecrets
{
    /// <summary>The text with the values of secret names taken out.</summary>
    public static string Hide(string text, ImportedSecrets secrets, string place)
    {
        foreach (var pattern in new[] { Member(), Element(), Field() })
        {
            text = pattern.Replace(text, match =>
            {
                var (name, value) = (match.Groups["name"].Value, match.Groups["value"]);
                if (!ImportedSecrets.IsSecretName(name) || value.Length == 0 || value.Value.AsSpan().IndexOfAny("\\<&%") >= 0) return match.Value;
                var before = match.Value[..(value.Index - match.Index)];
                var after = match.Value[(value.Index - match.Index + value.Length)..];
                return before + secrets.Take(name, value.Value, $"`{name}` in the body of {place}") + after;
            });
        }

        return text;
    }

    [GeneratedRegex("\"(?<name>[^\"\\n]{1,60})\"\\s*:\\s*\"(?<value>[^\"\\n]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Member();

    [GeneratedRegex(@"<(?:\w+:)?(?<name>[\w.-]{1,60})(?:\s[^<>]*)?>(?<value>[^<>\n]*)</", RegexOptions.CultureInvariant)]
    private static partial Regex Element();

    [GeneratedRegex(@"(?:^|[&\n])(?<name>[\w.\[\]-]{1,60})=(?<value>[^&\s]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
