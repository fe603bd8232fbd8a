using Runner.Store.Databases;

namespace Runner.Store.Schedules;

/// <summary>A row of the table <c>schedules</c>, with its last slot where one was joined.</summary>
sealed record ScheduleRow
{
    public const string Plain =
        "id, project, file, workflow, text, paused_at AS PausedAt, decided_until AS DecidedUntil, next_at AS NextAt, problem, gone_at AS GoneAt";

    public const string Columns =
        "c.id, c.project, c.file, c.workflow, c.text, c.paused_at AS PausedAt, c.decided_until AS DecidedUntil, c.next_at AS NextAt, c.problem, c.gone_at AS GoneAt, "
        + "s.slot AS LastSlot, s.decision AS LastDecision, s.run AS LastRun, r.state AS LastState";

    public required string Id { get; init; }
    public required string Project { get; init; }
    public required string File { get; init; }
    public required string Workflow { get; init; }
    public required string Text { get; init; }
    public long? PausedAt { get; init; }
    public long DecidedUntil { get; init; }
    public long? NextAt { get; init; }
    public string? Problem { get; init; }
    public long? GoneAt { get; init; }
    public long? LastSlot { get; init; }
    public string? LastDecision { get; init; }
    public string? LastRun { get; init; }
    public string? LastState { get; init; }

    public StoredSchedule Read() => new()
    {
        Id = Id,
        Project = Project,
        File = File,
        Workflow = Workflow,
        Text = Text,
        PausedAt = Column.Time(PausedAt),
        DecidedUntil = Column.Time(DecidedUntil),
        NextAt = Column.Time(NextAt),
        Problem = Problem,
        LastSlot = Column.Time(LastSlot),
        LastDecision = LastDecision,
        LastRun = LastRun,
        LastState = LastState,
    };
}
