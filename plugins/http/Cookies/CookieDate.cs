using System.Globalization;

namespace Runner.Plugins.Http;

/// <summary>The dates of cookies, which servers write in every manner (RFC 6265bis, section 5.1.1).</summary>
static class CookieDate
{
    static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>The date; null when the text has none.</summary>
    internal static DateTimeOffset? Parse(string text)
    {
        (int Hour, int Minute, int Second)? time = null;
        int? day = null, month = null, year = null;
        foreach (var token in Tokens(text))
        {
            if (time is null && TimeOf(token) is { } found) time = found;
            else if (day is null && Number(token, 1, 2) is { } number) day = number;
            else if (month is null && token.Length >= 3 && Array.FindIndex(Months, known => token.StartsWith(known, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index) month = index + 1;
            else if (year is null && Number(token, 2, 4) is { } written) year = written;
        }
        if (year is >= 70 and <= 99) year += 1900;
        else if (year is >= 0 and <= 69) year += 2000;
        if (time is not ({ } hour, { } minute, { } second) || day is not >= 1 || month is null || year is not >= 1601) return null;
        if (hour > 23 || minute > 59 || second > 59 || year > 9999 || day > DateTime.DaysInMonth(year.Value, month.Value)) return null;
        return new DateTimeOffset(year.Value, month.Value, day.Value, hour, minute, second, TimeSpan.Zero);
    }

    static IEnumerable<string> Tokens(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var isDelimiter = i == text.Length || text[i] is '\t' or (>= ' ' and <= '/') or (>= ';' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~');
            if (isDelimiter && start >= 0) yield return text[start..i];
            start = isDelimiter ? -1 : start < 0 ? i : start;
        }
    }

    static (int, int, int)? TimeOf(string token)
    {
        var parts = token.Split(':');
        if (parts.Length != 3) return null;
        return Number(parts[0], 1, 2) is { } hour && Number(parts[1], 1, 2) is { } minute && Number(parts[2], 1, 2) is { } second ? (hour, minute, second) : null;
    }

    /// <summary>The number that a token starts with, when it has that many digits; what follows them is of no matter.</summary>
    static int? Number(string token, int fewest, int most)
    {
        var digits = 0;
        while (digits < token.Length && char.IsAsciiDigit(token[digits])) digits++;
        if (digits < fewest || digits > most) return null;
        return int.Parse(token.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
