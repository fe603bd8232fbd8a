namespace Runner.Workflows.Schedules;

/// <summary>
/// Local times of a zone as moments, also where clocks are changed. It asks a zone only for its offset at a moment, which is right too where a
/// zone changes its standard time or leaves out a day, and <see cref="TimeZoneInfo.IsInvalidTime"/> is not.
/// </summary>
static class ZonedTimes
{
    static readonly TimeSpan Before = TimeSpan.FromHours(15), After = TimeSpan.FromHours(13), Step = TimeSpan.FromHours(6);

    /// <summary>The moment of a local time: the first of two; the first moment after a gap for one within.</summary>
    public static DateTimeOffset MomentOf(DateTime local, TimeZoneInfo zone)
    {
        var utc = new DateTimeOffset(local.Ticks, TimeSpan.Zero);
        // Offsets go from -12 to +14 hours, so that the moment lies between.
        var (early, late) = (zone.GetUtcOffset(utc - Before), zone.GetUtcOffset(utc + After));
        if (early == late) return utc - early;
        var change = ChangeIn(utc - Before, utc + After, zone)!.Value;
        if (utc - early < change) return utc - early;
        return utc - late >= change ? utc - late : change;
    }

    /// <summary>The first moment after another at which an expression fits.</summary>
    public static DateTimeOffset? Next(CronExpression cron, TimeZoneInfo zone, DateTimeOffset after)
    {
        if (after.UtcDateTime.Year > 9990) return null;
        return cron.MeansEveryHour ? NextByElapsed(cron, zone, after) : NextByClock(cron, zone, after);
    }

    /// <summary>Each local time once: moments never run back as local times go on.</summary>
    static DateTimeOffset? NextByClock(CronExpression cron, TimeZoneInfo zone, DateTimeOffset after)
    {
        var local = LocalOf(after, zone.GetUtcOffset(after));
        while (cron.NextLocal(local) is { } next)
        {
            var moment = MomentOf(next, zone);
            if (moment > after) return moment;
            local = next;
        }

        return null;
    }

    /// <summary>Moments whose local time fits: a gap is passed over, and an hour that comes twice is two.</summary>
    static DateTimeOffset? NextByElapsed(CronExpression cron, TimeZoneInfo zone, DateTimeOffset after)
    {
        var offset = zone.GetUtcOffset(after);
        var (from, local) = (after, LocalOf(after, offset));
        while (cron.NextLocal(local) is { } next)
        {
            var moment = new DateTimeOffset(next.Ticks, TimeSpan.Zero) - offset;
            if (ChangeIn(from, moment, zone) is not { } change) return moment;
            offset = zone.GetUtcOffset(change);
            // The change's own moment counts as well.
            (from, local) = (change, LocalOf(change, offset).AddTicks(-1));
        }

        return null;
    }

    /// <summary>The first moment after one, and not after another, from which on the offset is another.</summary>
    static DateTimeOffset? ChangeIn(DateTimeOffset after, DateTimeOffset until, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(after);
        for (var at = after; at < until;)
        {
            var to = until - at > Step ? at + Step : until;
            if (zone.GetUtcOffset(to) != offset)
            {
                while ((to - at).Ticks > 1)
                {
                    var middle = at + (to - at) / 2;
                    if (zone.GetUtcOffset(middle) == offset) at = middle;
                    else to = middle;
                }

                return to;
            }

            at = to;
        }

        return null;
    }

    static DateTime LocalOf(DateTimeOffset moment, TimeSpan offset) => new(moment.UtcTicks + offset.Ticks);
}
