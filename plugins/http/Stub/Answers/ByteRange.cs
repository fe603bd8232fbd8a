using System.Globalization;

namespace Runner.Plugins.Http;

/// <summary>The bytes of a file that a client wants (RFC 9110, section 14.1.2).</summary>
sealed record ByteRange(long Start, long Length)
{
    internal bool IsSatisfiable => Length > 0;

    /// <summary>
    /// The range that a header asks for; null when there is none that is understood. Several ranges at once are not: a server may
    /// answer with the whole (section 14.2).
    /// </summary>
    internal static ByteRange? Parse(string? header, long size)
    {
        const string unit = "bytes=";
        if (header is null || !header.StartsWith(unit, StringComparison.OrdinalIgnoreCase)) return null;
        var range = header.AsSpan(unit.Length).Trim();
        var dash = range.IndexOf('-');
        if (dash < 0) return null;
        var (from, to) = (Number(range[..dash]), Number(range[(dash + 1)..]));
        var open = dash == range.Length - 1;
        if (dash == 0) return to is not { } last ? null : last == 0 || size == 0 ? new(0, 0) : new(Math.Max(0, size - last), Math.Min(size, last));
        if (from is not { } start || (!open && to is null) || to < from) return null;
        return start >= size ? new(0, 0) : new(start, Math.Min(to ?? long.MaxValue, size - 1) - start + 1);
    }

    /// <summary>A place that is too far to be counted is beyond every file's end all the same.</summary>
    static long? Number(ReadOnlySpan<char> digits) =>
        digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') ? null
        : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
}
