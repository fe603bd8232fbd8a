using System.Text;

namespace Runner.Plugins.Http;

/// <summary>Names and values as queries (RFC 3986) and forms (URL Standard, application/x-www-form-urlencoded) write them.</summary>
static class UrlEncoding
{
    internal static string Form(IEnumerable<KeyValuePair<string, string>> fields) => Pairs(fields).Replace("%20", "+", StringComparison.Ordinal);

    /// <summary>The url with the pairs after its own query, before its fragment.</summary>
    internal static Uri Append(Uri url, IReadOnlyList<KeyValuePair<string, string>> query)
    {
        if (query.Count == 0) return url;
        var existing = url.Query;
        var separator = existing.Length == 0 ? "?" : existing.Length == 1 || existing.EndsWith('&') ? "" : "&";
        return new Uri(string.Concat(url.GetLeftPart(UriPartial.Query), separator, Pairs(query), url.Fragment));
    }

    static string Pairs(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in pairs)
        {
            if (text.Length > 0) text.Append('&');
            text.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }
        return text.ToString();
    }
}
