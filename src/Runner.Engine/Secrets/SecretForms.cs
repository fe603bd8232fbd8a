using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Runner.Engine.Secrets;

/// <summary>
/// The forms in which a secret travels: base64, escaped for URLs and JSON, and, unless it is short, in small and capital
/// letters, in hexadecimal, escaped for HTML, escaped for JSON twice, and as a URL's path. Some of them may be the same.
/// </summary>
static class SecretForms
{
    // Below this length an encoded form is so short that it would hit innocent text; the secret itself is masked at any length.
    const int ShortestEncoded = 4;

    // So is a piece of base64.
    const int ShortestPart = 6;

    // Small letters and the like make ordinary words of shorter secrets.
    const int ShortestChanged = 8;

    // Of a path, dot segments and a query may have taken much away.
    const int ShortestPath = 6;

    public static IEnumerable<string> Of(string secret)
    {
        yield return secret;
        var lines = secret.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > 1)
        {
            foreach (var line in lines.Where(line => line.Length >= ShortestEncoded)) yield return line;
        }
        else if (lines[0] != secret)
        {
            yield return lines[0];
        }

        if (secret.Length < ShortestEncoded) yield break;
        var bytes = Encoding.UTF8.GetBytes(secret);
        foreach (var form in Base64FormsOf(bytes)) yield return form;
        var isPlain = IsPlain(secret);
        if (!isPlain)
        {
            foreach (var form in EscapedFormsOf(secret)) yield return form;
        }

        if (secret.Length < ShortestChanged) yield break;
        yield return secret.ToLowerInvariant();
        yield return secret.ToUpperInvariant();
        yield return Convert.ToHexStringLower(bytes);
        yield return Convert.ToHexString(bytes);
        if (isPlain) yield break;
        foreach (var form in RareFormsOf(secret)) yield return form;
    }

    /// <summary>Nothing escapes it: most tokens need no encoder, which would have to be loaded.</summary>
    static bool IsPlain(string secret)
    {
        foreach (var c in secret)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        }

        return true;
    }

    static IEnumerable<string> EscapedFormsOf(string secret)
    {
        var escaped = Uri.EscapeDataString(secret);
        yield return escaped;
        yield return escaped.Replace("%20", "+", StringComparison.Ordinal);
        yield return LowerHexadecimals(escaped);
        // A URL keeps what is allowed in its query as it is.
        if (Uri.TryCreate($"http://secret/?{secret.Replace("#", "%23", StringComparison.Ordinal)}", UriKind.Absolute, out var url)) yield return url.Query.TrimStart('?');
        var json = JavaScriptEncoder.Default.Encode(secret);
        yield return json;
        yield return LowerHexadecimals(json);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
    }

    static IEnumerable<string> RareFormsOf(string secret)
    {
        yield return WebUtility.HtmlEncode(secret);

        // JSON within JSON, such as the body of a request in a log of JSON lines.
        var json = JavaScriptEncoder.Default.Encode(JavaScriptEncoder.Default.Encode(secret));
        yield return json;
        yield return LowerHexadecimals(json);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret));

        // A URL turns backslashes round and resolves dot segments.
        if (!Uri.TryCreate($"http://secret/{secret}", UriKind.Absolute, out var url)) yield break;
        foreach (var path in new[] { url.AbsolutePath, url.PathAndQuery + url.Fragment })
        {
            if (path.Length <= ShortestPath) continue;
            yield return path[1..];
            if (Uri.UnescapeDataString(path[1..]) is { Length: >= ShortestPath } unescaped) yield return unescaped;
        }
    }

    /// <summary>
    /// The secret encoded by itself, and the characters that stand for it wherever it begins in something longer that is
    /// encoded as a whole, such as <c>user:secret</c>: base64 has three bytes in four characters, so there are three ways.
    /// </summary>
    static IEnumerable<string> Base64FormsOf(byte[] secret)
    {
        for (var before = 0; before < 3; before++)
        {
            var encoded = Convert.ToBase64String([.. new byte[before], .. secret]).TrimEnd('=');
            // The characters at the edges also hold bits of what stands beside the secret.
            var part = encoded[(before == 0 ? 0 : before + 1)..((before + secret.Length) % 3 == 0 ? encoded.Length : encoded.Length - 1)];
            if (part.Length < ShortestPart) continue;
            yield return part;
            yield return UrlAlphabet(part);
        }

        // After its parts, which it begins with: what begins alike is searched for once.
        var whole = Convert.ToBase64String(secret);
        yield return whole.TrimEnd('=');
        yield return UrlAlphabet(whole.TrimEnd('='));
        yield return whole;

        static string UrlAlphabet(string base64) => base64.Replace('+', '-').Replace('/', '_');
    }

    /// <summary><c>%2F</c> to <c>%2f</c> and <c>\u00E9</c> to <c>\u00e9</c>: some programs write the one, some the other.</summary>
    static string LowerHexadecimals(string escaped)
    {
        var lower = escaped.ToCharArray();
        for (var i = 0; i < lower.Length; i++)
        {
            var digits = lower[i] == '%' ? 2 : lower[i] == '\\' && i + 1 < lower.Length && lower[i + 1] == 'u' ? 5 : 0;
            for (; digits > 0 && i + 1 < lower.Length; digits--)
            {
                i++;
                lower[i] = char.ToLowerInvariant(lower[i]);
            }
        }

        return new(lower);
    }
}
