using Runner.Store.Databases;

namespace Runner.Store.Reading;

/// <summary>A row of the table <c>runs</c> as a summary reads it.</summary>
sealed class SummaryRow
{
    public const string Columns =
        "runs.id, runs.workflow, runs.file, runs.folder, runs.project, runs.trigger, runs.state, runs.created_at AS CreatedAt, runs.due_at AS DueAt, runs.started_at AS StartedAt, "
        + "runs.finished_at AS FinishedAt, runs.duration, runs.exit_code AS ExitCode, runs.error_kind AS ErrorKind, runs.error, runs.succeeded, runs.failed, runs.skipped, runs.cancelled, "
        + "runs.inputs, runs.options, runs.definition, runs.schedule, runs.slot, runs.parent, runs.parent_path AS ParentPath, runs.retry_of AS RetryOf, runs.node, runs.process, runs.epoch, runs.cancel_asked_at AS CancelAskedAt, runs.runs_on AS RunsOn, runs.lease_until AS LeaseUntil";

    public required string Id { get; init; }
    public required string Workflow { get; init; }
    public required string File { get; init; }
    public required string Folder { get; init; }
    public required string Project { get; init; }
    public required string Trigger { get; init; }
    public required string State { get; init; }
    public long CreatedAt { get; init; }
    public long DueAt { get; init; }
    public long? StartedAt { get; init; }
    public long? FinishedAt { get; init; }
    public long? Duration { get; init; }
    public int? ExitCode { get; init; }
    public string? ErrorKind { get; init; }
    public string? Error { get; init; }
    public int? Succeeded { get; init; }
    public int? Failed { get; init; }
    public int? Skipped { get; init; }
    public int? Cancelled { get; init; }
    public required string Inputs { get; init; }
    public required string Options { get; init; }
    public string? Definition { get; init; }
    public string? Schedule { get; init; }
    public long? Slot { get; init; }
    public string? Parent { get; init; }
    public string? ParentPath { get; init; }
    public string? RetryOf { get; init; }
    public required string RunsOn { get; init; }
    public long? LeaseUntil { get; init; }
    public string? Node { get; init; }
    public string? Process { get; init; }
    public int Epoch { get; init; }
    public long? CancelAskedAt { get; init; }

    public RunSummary Summary() => new()
    {
        Id = Id,
        Workflow = Workflow,
        File = File,
        Folder = Folder,
        Project = Project,
        Trigger = Trigger,
        State = State,
        CreatedAt = Column.Time(CreatedAt),
        DueAt = Column.Time(DueAt),
        StartedAt = Column.Time(StartedAt),
        FinishedAt = Column.Time(FinishedAt),
        Duration = Column.Span(Duration),
        ExitCode = ExitCode,
        ErrorKind = ErrorKind,
        Error = Error,
        Succeeded = Succeeded,
        Failed = Failed,
        Skipped = Skipped,
        Cancelled = Cancelled,
        Inputs = Inputs,
        Options = Options,
        Definition = Definition,
        Schedule = Schedule,
        Slot = Column.Time(Slot),
        Parent = Parent,
        ParentPath = ParentPath,
        RetryOf = RetryOf,
        RunsOn = Column.List<string>(RunsOn),
        LeaseUntil = Column.Time(LeaseUntil),
        Node = Node,
        Process = Process,
        Epoch = Epoch,
        CancelAskedAt = Column.Time(CancelAskedAt),
    };
}

/// <summary>A row of the tables <c>jobs</c> and <c>steps</c>.</summary>
sealed class PartRow
{
    public const string JobColumns = "path, name, item, state, started_at AS StartedAt, duration, error_kind AS ErrorKind, error";
    public const string StepColumns = "path, job AS JobPath, name, uses, state, started_at AS StartedAt, duration, attempts, host, error_kind AS ErrorKind, error";

    public required string Path { get; init; }
    public string? JobPath { get; init; }
    public required string Name { get; init; }
    public string? Item { get; init; }
    public string? Uses { get; init; }
    public required string State { get; init; }
    public long? StartedAt { get; init; }
    public long? Duration { get; init; }
    public int Attempts { get; init; }
    public string? Host { get; init; }
    public string? ErrorKind { get; init; }
    public string? Error { get; init; }

    public JobSummary Job() => new(Path, Name, Item, State, Column.Time(StartedAt), Column.Span(Duration), ErrorKind, Error);

    public StepSummary Step() => new(Path, JobPath!, Name, Uses!, State, Column.Time(StartedAt), Column.Span(Duration), Attempts, Host, ErrorKind, Error);
}
