using System.Text;

namespace Runner.Workflows.Importing;

/// <summary>URLs and forms in parts, as far as taking them apart does not change what is sent.</summary>
static class UrlText
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>A URL's part before its query, and the query; the fragment never reaches a server.</summary>
    public static (string Address, string? Query) Split(string url)
    {
        var fragment = url.IndexOf('#', StringComparison.Ordinal);
        if (fragment >= 0) url = url[..fragment];
        var mark = url.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (url, null) : (url[..mark], url[(mark + 1)..]);
    }

    /// <summary>A query's names and values, decoded; null when they would not be sent as they are here.</summary>
    public static List<KeyValuePair<string, string>>? Query(string query) => query.Contains('+', StringComparison.Ordinal) ? null : Pairs(query);

    /// <summary>The fields of a form's text, decoded; null when it is no form.</summary>
    public static List<KeyValuePair<string, string>>? Form(string form) => Pairs(ExpressionMark.Map(form, literal => literal.Replace('+', ' ')));

    static List<KeyValuePair<string, string>>? Pairs(string text)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var piece in text.Split('&'))
        {
            var sign = piece.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0 || Decode(piece[..sign]) is not { } name || Decode(piece[(sign + 1)..]) is not { } value) return null;
            if (!YamlScalar.CanBeKey(name) || name.AsSpan().IndexOfAny("{\"<\n\r") >= 0 || name.Trim() != name) return null;
            pairs.Add(new(name, value));
        }

        return pairs;
    }

    /// <summary>Repeated names with their values together, in order; null when that would change the order of the fields.</summary>
    public static List<(string Name, List<string> Values)>? Grouped(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var groups = new List<(string Name, List<string> Values)>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in pairs)
        {
            if (groups.Count > 0 && groups[^1].Name == name) groups[^1].Values.Add(value);
            else if (names.Add(name)) groups.Add((name, [value]));
            else return null;
        }

        return groups;
    }

    /// <summary>A name or value for a query or a form, escaped; its expressions stay.</summary>
    public static string Escape(string text) => ExpressionMark.Map(text, Uri.EscapeDataString);

    static string? Decode(string escaped)
    {
        try
        {
            return ExpressionMark.Map(escaped, Unescape);
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException or EncoderFallbackException)
        {
            return null;
        }
    }

    static string Unescape(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) throw new FormatException();
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Strict.GetBytes(text.Substring(i, length)));
                i += length - 1;
            }
        }

        return Strict.GetString([.. bytes]);
    }
}
