using System.IO.Enumeration;

namespace Runner.Workflows.Schedules;

/// <summary>A time in which schedules start nothing.</summary>
public sealed record MaintenanceWindow
{
    /// <summary>The zone of local times.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The workflows that it is for, by name or file, with <c>*</c>; empty for all.</summary>
    public IReadOnlyList<string> Workflows { get; init; } = [];

    /// <summary>Why; null when nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>When it begins, for <see cref="Length"/>; null when the others say it.</summary>
    public CronExpression? Cron { get; init; }

    /// <summary>How long it takes from <see cref="Cron"/>.</summary>
    public TimeSpan Length { get; init; }

    /// <summary>When it begins, each week or, without a day, each day.</summary>
    public (DayOfWeek? Day, TimeSpan Time)? WeeklyFrom { get; init; }

    /// <summary>When it ends.</summary>
    public (DayOfWeek? Day, TimeSpan Time)? WeeklyTo { get; init; }

    /// <summary>When it begins, once.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether a workflow must not start by itself at a moment.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="workflow">The workflow's name.</param>
    /// <param name="file">Its file, relative to the project.</param>
    public bool Covers(DateTimeOffset moment, string workflow, string file) => IsFor(workflow, file) && Covers(moment);

    bool IsFor(string workflow, string file)
    {
        if (Workflows.Count == 0) return true;
        foreach (var pattern in Workflows)
            if (FileSystemName.MatchesSimpleExpression(pattern, workflow, ignoreCase: false) || FileSystemName.MatchesSimpleExpression(pattern, file, ignoreCase: false)) return true;
        return false;
    }

    bool Covers(DateTimeOffset moment)
    {
        if (Cron is not null) return ZonedTimes.Next(Cron, Zone, moment - Length) <= moment;
        if (WeeklyFrom is not { } from || WeeklyTo is not { } to) return moment >= From && moment < To;
        var local = TimeZoneInfo.ConvertTime(moment, Zone);
        var (at, start, end) = (local.TimeOfDay, from.Time, to.Time);
        if (from.Day is { } first && to.Day is { } last) (at, start, end) = (at + TimeSpan.FromDays((int)local.DayOfWeek), start + TimeSpan.FromDays((int)first), end + TimeSpan.FromDays((int)last));
        return start < end ? at >= start && at < end : at >= start || at < end;
    }
}
