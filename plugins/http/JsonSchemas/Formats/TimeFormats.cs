using System.Globalization;
using System.Text.RegularExpressions;

namespace Runner.Plugins.Http;

/// <summary>Dates and times (RFC 3339, section 5.6) and durations (its appendix A).</summary>
static partial class TimeFormats
{
    internal static bool IsDate(string text) =>
        text.Length == 10 && DateShape().IsMatch(text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    internal static bool IsTime(string text)
    {
        if (TimeShape().Match(text) is not { Success: true } match) return false;
        int hour = Number(match, "hour"), minute = Number(match, "minute"), second = Number(match, "second");
        int zoneHour = Number(match, "zoneHour"), zoneMinute = Number(match, "zoneMinute");
        if (hour > 23 || minute > 59 || second > 60 || zoneHour > 23 || zoneMinute > 59) return false;
        if (second < 60) return true;
        // A leap second ends a day in UTC.
        var offset = (zoneHour * 60 + zoneMinute) * (match.Groups["sign"].Value == "-" ? -1 : 1);
        return ((hour * 60 + minute - offset) % 1440 + 1440) % 1440 == 1439;
    }

    internal static bool IsDateTime(string text) => text.Length > 11 && text[10] is 'T' or 't' && IsDate(text[..10]) && IsTime(text[11..]);

    internal static bool IsDuration(string text) => DurationShape().IsMatch(text);

    static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DateShape();

    [GeneratedRegex(@"^(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\.[0-9]+)?(?:[Zz]|(?<sign>[+-])(?<zoneHour>[0-9]{2}):(?<zoneMinute>[0-9]{2}))\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimeShape();

    [GeneratedRegex(@"^P(?:[0-9]+W|(?=[0-9T])(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DurationShape();
}
