using Runner.Workflows.Diagnostics;

namespace Runner.Workflows.Schedules;

/// <summary>
/// A cron expression of five fields (minute, hour, day of the month, month, day of the week) or six with seconds first, as crontab(5)
/// describes them: where both fields of days are restricted, a day fits when one of them does. Sunday is 0 and 7.
/// <c>L</c> is a month's last day, <c>FRIL</c> its last Friday, <c>MON#2</c> its second Monday, and <c>H</c> a value that follows from the
/// schedule's place and is spread over all schedules.
/// </summary>
public sealed class CronExpression
{
    /// <summary>The names that stand for expressions.</summary>
    static readonly (string Name, string Fields)[] Names =
        [("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"), ("@weekly", "0 0 * * 0"), ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@hourly", "0 * * * *")];

    /// <summary>How far the next time may be: 29 February may be eight years away, and a weekday in it forty.</summary>
    const int MostYears = 100;

    const ulong AllHours = (1UL << 24) - 1;

    readonly CronValues seconds, minutes, hours, days, months, weekdays;

    CronExpression(string text, CronValues[] fields)
    {
        Text = text;
        (seconds, minutes, hours, days, months, weekdays) = (fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it means every hour, and so follows the time that really goes by when clocks are changed.</summary>
    public bool MeansEveryHour => hours.Bits == AllHours;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="seed">What the values of <c>H</c> are made from: the schedule's id.</param>
    /// <param name="problem">What is wrong, when the answer is null.</param>
    public static CronExpression? Parse(string text, string seed, out CronProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var written = text;
        if (text.StartsWith('@'))
        {
            var at = Array.FindIndex(Names, each => each.Name == text);
            if (at < 0)
            {
                problem = new($"there is no schedule `{ShownText.Shorten(text)}`", text.StartsWith("@every ", StringComparison.Ordinal) ? $"write every: {text[7..]}"
                    : text == "@reboot" ? "a service that starts runs nothing by itself; run the workflow from what starts it" : NameHelp.For(text, [.. Names.Select(each => each.Name)], "there are"));
                return null;
            }

            text = Names[at].Fields;
        }

        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6))
        {
            problem = new($"a cron expression has 5 fields, or 6 with seconds first, and this has {fields.Length}", "minute hour day-of-month month day-of-week, such as \"*/5 * * * *\"");
            return null;
        }

        if (fields.Length == 5) fields = ["0", .. fields];
        CronField[] kinds = [CronField.Second, CronField.Minute, CronField.Hour, CronField.Day, CronField.Month, CronField.Weekday];
        var values = new CronValues[6];
        for (var i = 0; i < 6; i++)
        {
            if (kinds[i].Read(fields[i], seed, out problem) is not { } read) return null;
            values[i] = read;
        }

        var cron = new CronExpression(written, values);
        problem = cron.IsPossible ? null : new($"`{ShownText.Shorten(written)}` never comes: {ImpossibleDay(values)}", "write L for the last day of a month, or a day that the month has");
        return problem is null ? cron : null;
    }

    /// <summary>The first local time after another that fits; null when there is none in the next hundred years.</summary>
    public DateTime? NextLocal(DateTime after)
    {
        if (after.Ticks >= DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay) return null;
        var at = new DateTime(after.Ticks - after.Ticks % TimeSpan.TicksPerSecond).AddSeconds(1);
        var lastYear = Math.Min(at.Year + MostYears, 9998);
        while (at.Year <= lastYear)
        {
            var month = months.From(at.Month);
            if (month != at.Month)
            {
                at = month < 0 ? new(at.Year + 1, 1, 1) : new(at.Year, month, 1);
                continue;
            }

            if (!FitsDay(at))
            {
                at = at.Date.AddDays(1);
                continue;
            }

            var hour = hours.From(at.Hour);
            if (hour != at.Hour)
            {
                at = hour < 0 ? at.Date.AddDays(1) : at.Date.AddHours(hour);
                continue;
            }

            var minute = minutes.From(at.Minute);
            if (minute != at.Minute)
            {
                at = minute < 0 ? at.Date.AddHours(at.Hour + 1) : at.Date.AddHours(at.Hour).AddMinutes(minute);
                continue;
            }

            var second = seconds.From(at.Second);
            if (second == at.Second) return at;
            var whole = at.AddSeconds(-at.Second);
            at = second < 0 ? whole.AddMinutes(1) : whole.AddSeconds(second);
        }

        return null;
    }

    /// <summary>Whether a local time fits, to the second.</summary>
    public bool Fits(DateTime local) =>
        months.Has(local.Month) && FitsDay(local) && hours.Has(local.Hour) && minutes.Has(local.Minute) && seconds.Has(local.Second);

    /// <summary>The expression as it was written.</summary>
    public override string ToString() => Text;

    bool FitsDay(DateTime at)
    {
        var last = DateTime.DaysInMonth(at.Year, at.Month);
        var day = days.Has(at.Day) || days.LastDay && at.Day == last;
        var weekday = weekdays.Has((int)at.DayOfWeek) || FitsInMonth(at, last);
        return days.StartsWithStar || weekdays.StartsWithStar ? day && weekday : day || weekday;
    }

    bool FitsInMonth(DateTime at, int last)
    {
        foreach (var (weekday, place) in weekdays.InMonth)
            if (weekday == (int)at.DayOfWeek && (place == 0 ? at.Day + 7 > last : (at.Day - 1) / 7 + 1 == place)) return true;
        return false;
    }

    bool IsPossible
    {
        get
        {
            if (days.LastDay || !weekdays.StartsWithStar && !days.StartsWithStar) return true;
            var first = days.From(1);
            for (var month = 1; month <= 12; month++)
                if (months.Has(month) && first <= LongestOf(month)) return true;
            return false;
        }
    }

    static int LongestOf(int month) => DateTime.DaysInMonth(2024, month);

    static string ImpossibleDay(CronValues[] values)
    {
        var named = Enumerable.Range(1, 12).Where(values[4].Has).Select(month => CronField.Month.Words[month - 1]).ToList();
        return $"{string.Join(", ", named)} {(named.Count == 1 ? "has" : "have")} no day {values[3].From(1)}";
    }
}
