namespace Runner.Workflows.Tests.Schedules;

/// <summary>Cron expressions at random, each with a rule that says the same without bits and fields.</summary>
static class RandomCron
{
    public static (string Text, Func<DateTime, bool> Fits, Func<DateTime, bool> Day) Make(Random random)
    {
        var (minute, inMinute) = Field(random, 0, 59);
        var (hour, inHour) = Field(random, 0, 23);
        var (day, inDay) = Field(random, 1, 31);
        var (month, inMonth) = Field(random, 1, 12);
        var (weekday, inWeekday) = Field(random, 0, 6);
        var either = day[0] != '*' && weekday[0] != '*';
        bool Day(DateTime at) => inMonth(at.Month) && (either ? inDay(at.Day) || inWeekday((int)at.DayOfWeek) : inDay(at.Day) && inWeekday((int)at.DayOfWeek));
        return ($"{minute} {hour} {day} {month} {weekday}", at => Day(at) && inHour(at.Hour) && inMinute(at.Minute), Day);
    }

    /// <summary>The first whole minute after a time that fits, within a number of days.</summary>
    public static DateTime? Walk(DateTime after, Func<DateTime, bool> fits, Func<DateTime, bool> day, int days)
    {
        var end = after.AddDays(days);
        for (var at = after.AddMinutes(1); at <= end;)
        {
            if (!day(at)) at = at.Date.AddDays(1);
            else if (fits(at)) return at;
            else at = at.AddMinutes(1);
        }

        return null;
    }

    static (string Text, Func<int, bool> Has) Field(Random random, int least, int most)
    {
        var (first, second) = (random.Next(least, most + 1), random.Next(least, most + 1));
        var (from, to) = (Math.Min(first, second), Math.Max(first, second));
        var step = random.Next(1, most - least + 2);
        return random.Next(7) switch
        {
            0 => ($"{first}", value => value == first),
            1 => ($"{first},{second}", value => value == first || value == second),
            2 => ($"{from}-{to}", value => value >= from && value <= to),
            3 => ($"{from}-{to}/{step}", value => value >= from && value <= to && (value - from) % step == 0),
            4 => ($"*/{step}", value => (value - least) % step == 0),
            5 => ($"{first}/{step}", value => value >= first && (value - first) % step == 0),
            _ => ("*", _ => true),
        };
    }
}
