using System.Text;

namespace Runner.Plugins.Http;

/// <summary>A request in the one form that signer and server both make of it (AWS Signature Version 4, "create a canonical request").</summary>
static class CanonicalRequest
{
    /// <param name="method">The method.</param>
    /// <param name="path">The path in its canonical form.</param>
    /// <param name="query">The query in its canonical form.</param>
    /// <param name="headers">The headers to sign, by their names in lower case.</param>
    /// <param name="payloadHash">The body's SHA-256, or the word that stands for it.</param>
    internal static string Of(string method, string path, string query, SortedDictionary<string, string> headers, string payloadHash)
    {
        var text = new StringBuilder();
        text.Append(method).Append('\n').Append(path).Append('\n').Append(query).Append('\n');
        foreach (var (name, value) in headers) text.Append(name).Append(':').Append(value).Append('\n');
        return text.Append('\n').AppendJoin(';', headers.Keys).Append('\n').Append(payloadHash).ToString();
    }

    /// <summary>
    /// The path that is sent, without empty and dot segments, each segment escaped once more than on the wire. S3's keys may
    /// have all of these: there the path is what is sent, escaped in one way.
    /// </summary>
    internal static string Path(string path, bool isS3)
    {
        var canonical = new StringBuilder();
        if (isS3)
        {
            foreach (var segment in path.Split('/').Skip(1)) canonical.Append('/').Append(Uri.EscapeDataString(Uri.UnescapeDataString(segment)));
        }
        else
        {
            var kept = new List<string>();
            foreach (var segment in path.Split('/'))
            {
                if (segment == ".." && kept.Count > 0) kept.RemoveAt(kept.Count - 1);
                else if (segment is not ("" or "." or "..")) kept.Add(segment);
            }
            foreach (var segment in kept) canonical.Append('/').Append(Uri.EscapeDataString(segment));
            if (kept.Count > 0 && path.EndsWith('/')) canonical.Append('/');
        }
        return canonical.Length == 0 ? "/" : canonical.ToString();
    }

    /// <summary>The parameters, escaped in one way and sorted. A plus sign is one, and no space: S3 reads it so.</summary>
    internal static string Query(string query)
    {
        if (query.Length <= 1) return "";
        var pairs = new List<(string Name, string Value)>();
        foreach (var pair in query[1..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            pairs.Add(equals < 0 ? (Escaped(pair), "") : (Escaped(pair[..equals]), Escaped(pair[(equals + 1)..])));
        }
        pairs.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name) is not 0 and var byName ? byName : string.CompareOrdinal(a.Value, b.Value));
        return string.Join('&', pairs.Select(pair => $"{pair.Name}={pair.Value}"));
    }

    /// <summary>A header's value without the spaces that a proxy might change.</summary>
    internal static string HeaderValue(string value) =>
        string.Join(' ', value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));

    static string Escaped(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));
}
