using System.Globalization;

namespace Runner.Workflows.Schedules;

/// <summary>Days and times as schedules and maintenance windows write them: <c>2027-01-31</c>, <c>2027-01-31 18:00</c>.</summary>
static class ScheduleMoment
{
    /// <summary>What to write.</summary>
    public const string Help = "write a day or a time, such as 2027-01-31, 2027-01-31 18:00 or 2027-01-31T18:00:00Z";

    static readonly string[] Times = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
    static readonly string[] Zoned = ["yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>Reads a day or a time.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="zone">Where, unless the text has an offset itself.</param>
    /// <param name="asEnd">Whether what lies within the day, or at the very time, is still meant.</param>
    /// <param name="moment">The moment.</param>
    public static bool TryRead(string text, TimeZoneInfo zone, bool asEnd, out DateTimeOffset moment)
    {
        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            moment = IsUsual(day) ? ZonedTimes.MomentOf(asEnd ? day.AddDays(1) : day, zone) : default;
            return IsUsual(day);
        }

        if (DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && IsUsual(local)) moment = ZonedTimes.MomentOf(local, zone);
        else if (!DateTimeOffset.TryParseExact(text, Zoned, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment) || !IsUsual(moment.DateTime)) return false;
        if (asEnd) moment += TimeSpan.FromMilliseconds(1);
        return true;
    }

    // Elsewhere the calendar ends, and so do the sums.
    static bool IsUsual(DateTime time) => time.Year is >= 1970 and < 9000;
}
