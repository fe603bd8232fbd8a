namespace Runner.Plugins.Http;

/// <summary>The query of a URL, read as forms write it (URL Standard, application/x-www-form-urlencoded).</summary>
static class QueryText
{
    internal static IReadOnlyList<KeyValuePair<string, string>> Parse(string query)
    {
        if (query.Length == 0) return [];
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var range in query.AsSpan().Split('&'))
        {
            var pair = query.AsSpan(range);
            if (pair.IsEmpty) continue;
            var equals = pair.IndexOf('=');
            pairs.Add(equals < 0 ? new(Decode(pair), "") : new(Decode(pair[..equals]), Decode(pair[(equals + 1)..])));
        }
        return pairs;
    }

    static string Decode(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
}
