using Runner.Workflows.Text;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checked;

/// <summary>When a workflow is to run by itself.</summary>
public sealed record CheckedSchedule
{
    /// <summary>How old a missed start may be where the schedule says nothing of it.</summary>
    public static readonly TimeSpan StandardMisfireWindow = TimeSpan.FromDays(1);

    /// <summary>A cron expression of five or six fields (seconds first), or a name such as <c>@daily</c>; null where <see cref="Every"/> says it.</summary>
    public string? Cron { get; init; }

    /// <summary>The time from one start to the next; null where <see cref="Cron"/> says it.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>The one moment at which it is to run; null where the others say it.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Its name, by which it is known where its place may change; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Nothing starts before; null for no such limit.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Nothing starts at or after; null for no such limit. An end that was given as a day is the day's end.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>The time zone in which <see cref="Cron"/> and the others are meant.</summary>
    public required TimeZoneInfo Timezone { get; init; }

    /// <summary>What happens when the run before has not ended.</summary>
    public ScheduleOverlap Overlap { get; init; }

    /// <summary>What happens to starts that were missed.</summary>
    public ScheduleMisfire Misfire { get; init; }

    /// <summary>How old a missed start may be to be made up for.</summary>
    public TimeSpan MisfireWindow { get; init; } = StandardMisfireWindow;

    /// <summary>Each start is later by a time up to this, another one for each, so that many do not start at once.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The inputs that its runs are started with.</summary>
    public IReadOnlyList<KeyValuePair<string, Value>> Inputs { get; init; } = [];

    /// <summary>When it starts, for people: <c>*/5 * * * *</c>, <c>every 5m</c>.</summary>
    public string Text => Cron ?? (Every is { } every ? $"every {DurationText.Format(every)}" : $"at {TimeZoneInfo.ConvertTime(At.GetValueOrDefault(), Timezone):yyyy-MM-dd HH:mm:ss}");

    /// <summary>Where it stands.</summary>
    public required SourceLocation Location { get; init; }
}

/// <summary>What happens when a run of a schedule has not ended when the next is to start.</summary>
public enum ScheduleOverlap
{
    /// <summary>The next one is left out.</summary>
    Skip,

    /// <summary>The next one waits.</summary>
    Queue,

    /// <summary>The one that runs is cancelled.</summary>
    Cancel,

    /// <summary>Both run.</summary>
    Allow,
}

/// <summary>What happens to the starts of a schedule that were missed.</summary>
public enum ScheduleMisfire
{
    /// <summary>Nothing.</summary>
    Skip,

    /// <summary>One run stands for all of them.</summary>
    RunOnce,

    /// <summary>Each is made up for.</summary>
    RunAll,
}
