using System.Globalization;

namespace Runner.Plugins.Http;

/// <summary>Which part of the whole a partial answer is (RFC 9110, section 14.4).</summary>
/// <param name="Start">The first byte's place; null where the range could not be served.</param>
/// <param name="Total">The size of the whole; null when the server does not know it.</param>
sealed record ContentRange(long? Start, long? Total)
{
    /// <summary>The range of <c>bytes 10-19/20</c>, <c>bytes 10-19/*</c> or <c>bytes */20</c>; null for anything else.</summary>
    internal static ContentRange? Parse(string? header)
    {
        const string unit = "bytes ";
        if (header is null || !header.StartsWith(unit, StringComparison.OrdinalIgnoreCase)) return null;
        var text = header.AsSpan(unit.Length).Trim();
        var slash = text.IndexOf('/');
        if (slash < 0) return null;
        var range = text[..slash].Trim();
        var size = text[(slash + 1)..].Trim();
        long? total = size is "*" ? null : Number(size);
        if (total is null && size is not "*") return null;
        if (range is "*") return new(null, total);
        var dash = range.IndexOf('-');
        return dash > 0 && Number(range[..dash]) is { } start && Number(range[(dash + 1)..]) is { } end && end >= start ? new(start, total) : null;
    }

    static long? Number(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
