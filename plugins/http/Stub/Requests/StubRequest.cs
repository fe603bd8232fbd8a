namespace Runner.Plugins.Http;

/// <summary>A request that a stub server got. Of its body the first bytes are kept.</summary>
sealed class StubRequest
{
    string? path;
    IReadOnlyList<KeyValuePair<string, string>>? query;

    /// <summary>The method, as it came.</summary>
    internal required string Method { get; init; }

    /// <summary>The request target as it came.</summary>
    internal required string Target { get; init; }

    /// <summary>The path as it came, escaped, without the query.</summary>
    internal required string EscapedPath { get; init; }

    /// <summary>The query as it came, without the question mark; empty when there is none.</summary>
    internal required string EscapedQuery { get; init; }

    /// <summary>The header fields, in the order in which they came.</summary>
    internal required List<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>Whether the client speaks HTTP/1.0, which knows no chunked answers.</summary>
    internal required bool IsHttp10 { get; init; }

    /// <summary>Whether the connection may serve another request.</summary>
    internal required bool KeepAlive { get; init; }

    /// <summary>What is kept of the body.</summary>
    internal ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>How many bytes the body had.</summary>
    internal long BodySize { get; set; }

    internal bool BodyIsCut => BodySize > Body.Length;

    /// <summary>The path, decoded.</summary>
    internal string Path => path ??= Uri.UnescapeDataString(EscapedPath);

    /// <summary>The names and values of the query, decoded, in their order.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Query => query ??= QueryText.Parse(EscapedQuery);

    /// <summary>The body as text, by its charset; what is kept of it.</summary>
    internal string BodyAsText => BodyCharset.Of(Body.Span, Header("Content-Type")).Decode(Body.Span);

    /// <summary>A header's value, several joined as RFC 9110, section 5.3 says; null when there is none.</summary>
    internal string? Header(string name)
    {
        string? value = null;
        foreach (var (each, text) in Headers)
        {
            if (!each.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            // Cookies are the one field whose parts are joined otherwise (RFC 9113, section 8.2.3).
            value = value is null ? text : value + (name.Equals("cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ", ") + text;
        }
        return value;
    }
}
