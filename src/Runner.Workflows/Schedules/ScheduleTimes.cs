using System.Globalization;
using Runner.Workflows.Checked;

namespace Runner.Workflows.Schedules;

/// <summary>The times of a schedule: its slots.</summary>
public sealed class ScheduleTimes
{
    readonly CheckedSchedule schedule;
    readonly string id;
    readonly CronExpression? cron;
    readonly DateTimeOffset anchor;

    /// <summary>Takes a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="id">Its id, from which <c>H</c>, the places of intervals and the jitter follow.</param>
    public ScheduleTimes(CheckedSchedule schedule, string id)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        (this.schedule, this.id) = (schedule, id);
        if (schedule.Cron is { } text) cron = CronExpression.Parse(text, id, out var problem) ?? throw new ArgumentException(problem!.Message, nameof(schedule));
        // Without a start, intervals are counted from a moment of their own, so that many do not start at once; always the same one, so that
        // neither a restart nor another node begins to count anew.
        if (schedule.Every is { } every) anchor = schedule.Start ?? DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Hash("every") % (ulong)Math.Max(1, (long)every.TotalSeconds));
    }

    /// <summary>The first slot after a moment; null when there is none any more.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (schedule.Start is { } start && after < start) after = start.AddTicks(-1);
        var next = cron is not null ? ZonedTimes.Next(cron, schedule.Timezone, after) : schedule.Every is { } every ? NextOf(every, after) : schedule.At > after ? schedule.At : null;
        return next < schedule.End || schedule.End is null ? next : null;
    }

    /// <summary>How much later than its slot a run is due.</summary>
    public TimeSpan JitterOf(DateTimeOffset slot) => schedule.Jitter == TimeSpan.Zero
        ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds(Hash(string.Create(CultureInfo.InvariantCulture, $"{slot.UtcTicks}")) % (ulong)(schedule.Jitter.TotalMilliseconds + 1));

    DateTimeOffset NextOf(TimeSpan every, DateTimeOffset after) =>
        after < anchor ? anchor : anchor + every * ((after - anchor).Ticks / every.Ticks + 1);

    ulong Hash(string what) => StableHash.Of($"{id}\n{what}");
}
