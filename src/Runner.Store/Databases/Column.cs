using System.Text.Json;

namespace Runner.Store.Databases;

/// <summary>What stands in columns of both databases: times are milliseconds since 1970 (UTC), durations milliseconds, lists JSON.</summary>
static class Column
{
    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } value ? Time(value) : null;

    public static TimeSpan? Span(long? milliseconds) => milliseconds is { } value ? TimeSpan.FromMilliseconds(value) : null;

    public static IReadOnlyList<T> List<T>(string? json) => json is null or "[]" ? [] : JsonSerializer.Deserialize<List<T>>(json)!;
}
