using System.Text.Json;
using System.Text.RegularExpressions;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// Names that people give to secrets. What stands under one is masked in a command, which a log did not show before: a workflow that writes a
/// secret out is masked as one that declares it. The import of requests knows the same names.
/// </summary>
static partial class SecretNames
{
    internal static bool Has(string name) => Secret().IsMatch(name) && !Innocent().IsMatch(name);

    /// <summary>Masks the values of secret names in a query or a form, decoded and as they are escaped.</summary>
    internal static void MaskFields(string fields, ActionContext context)
    {
        foreach (var piece in fields.Split('&'))
        {
            var sign = piece.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0 || !Has(Uri.UnescapeDataString(piece[..sign].Replace('+', ' ')))) continue;
            Mask(piece[(sign + 1)..], context);
            Mask(Uri.UnescapeDataString(piece[(sign + 1)..].Replace('+', ' ')), context);
        }
    }

    /// <summary>Masks the values of secret names in what is sent: JSON, a form.</summary>
    internal static void MaskBody(string? contentType, string text, ActionContext context)
    {
        if (contentType?.StartsWith(CurlBody.OwnType, StringComparison.OrdinalIgnoreCase) == true)
        {
            MaskFields(text, context);
            return;
        }

        foreach (Match member in Member().Matches(text))
        {
            if (!Has(member.Groups["name"].Value)) continue;
            var value = member.Groups["value"].Value;
            Mask(value, context);
            if (value.Contains('\\', StringComparison.Ordinal) && Unescaped(value) is { } plain) Mask(plain, context);
        }
    }

    /// <summary>Masks the values of the fields of a multipart form that have secret names.</summary>
    internal static void MaskParts(IReadOnlyList<MultipartField> fields, ActionContext context)
    {
        foreach (var field in fields)
        {
            if (field.Path is null && Has(field.Name) && CurlLine.TextOf(field.Bytes) is { } text) Mask(text, context);
        }
    }

    static void Mask(string value, ActionContext context)
    {
        if (value.Trim() is { Length: > 0 } secret) context.Mask(secret);
    }

    static string? Unescaped(string text)
    {
        try
        {
            using var document = JsonDocument.Parse($"\"{text}\"");
            return document.RootElement.GetString();
        }
        catch (JsonException)
        {
            return null; // it is no JSON after all, and stands masked as it is written
        }
    }

    [GeneratedRegex(@"token|secret|passw(or)?d|passphrase|(^|[-_.\[])(pass|pwd|pin|otp|sig|auth|sid)($|[-_.\]])|api[-_]?key|apikey|access[-_]?key|private[-_]?key|subscription[-_]?key|^key$|authorization|signature|credential|session[-_]?id|sessionid|jwt|cookie|assertion", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();

    [GeneratedRegex(@"token[-_]?(type|url|uri|endpoint|name|count|limit)|max[-_]?tokens|tokens$|(next|page|continuation|sync)[-_]?token|_type$|cookie[-_]?(policy|consent)|signature[-_]?(method|version)|client[-_]?assertion[-_]?type|secret[-_]?(name|id)$|sec-websocket-key", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Innocent();

    [GeneratedRegex("\"(?<name>[^\"\\\\\\n]{1,60})\"\\s*:\\s*\"(?<value>(\\\\.|[^\"\\\\])*)\"", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Member();
}
