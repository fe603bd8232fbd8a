using System.Collections.Concurrent;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>A JSONPath query (RFC 9535), parsed once.</summary>
sealed class JsonPathQuery
{
    const int CacheSize = 256;
    static readonly ConcurrentDictionary<string, JsonPathQuery> Cache = new(StringComparer.Ordinal);

    readonly Segment[] segments;

    JsonPathQuery(Segment[] segments) => this.segments = segments;

    /// <summary>Parses a query, or finds it among those parsed lately.</summary>
    /// <exception cref="JsonPathException">It is not well formed, or not valid.</exception>
    public static JsonPathQuery Parse(string selector)
    {
        if (Cache.TryGetValue(selector, out var query)) return query;
        query = new(new JsonPathParser(selector).ParseQuery());
        if (Cache.Count >= CacheSize) Cache.Clear();
        Cache[selector] = query;
        return query;
    }

    /// <summary>The values that it selects, in the order of the document.</summary>
    /// <exception cref="JsonPathException">It visits too many values.</exception>
    public List<Value> Select(Value document) => Segment.SelectAll(segments, document, new(document));
}
