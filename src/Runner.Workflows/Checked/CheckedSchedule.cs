using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checked;

/// <summary>When a workflow is to run by itself.</summary>
public sealed record CheckedSchedule
{
    /// <summary>A cron expression of five or six fields (seconds first), or a name such as <c>@daily</c>; null where <see cref="Every"/> says it.</summary>
    public string? Cron { get; init; }

    /// <summary>The time from one start to the next; null where <see cref="Cron"/> says it.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>The time zone in which <see cref="Cron"/> is meant.</summary>
    public required TimeZoneInfo Timezone { get; init; }

    /// <summary>What happens when the run before has not ended.</summary>
    public ScheduleOverlap Overlap { get; init; }

    /// <summary>What happens to starts that were missed.</summary>
    public ScheduleMisfire Misfire { get; init; }

    /// <summary>Each start is later by a random time up to this, so that many do not start at once.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The inputs that its runs are started with.</summary>
    public IReadOnlyList<KeyValuePair<string, Value>> Inputs { get; init; } = [];

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
