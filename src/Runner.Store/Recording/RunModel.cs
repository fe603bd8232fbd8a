using Runner.Engine.Events;

namespace Runner.Store.Recording;

/// <summary>
/// What the tables say of a run, its jobs and its steps, from its events. Rows that changed since they were last written are kept for the next
/// commit; of those that ended nothing is kept beyond it, so that memory does not grow with the run.
/// </summary>
sealed class RunModel
{
    readonly Dictionary<string, JobRow> runningJobs = new(StringComparer.Ordinal);
    readonly Dictionary<string, StepRow> runningSteps = new(StringComparer.Ordinal);

    public Dictionary<string, JobRow> Jobs { get; private set; } = new(StringComparer.Ordinal);

    public Dictionary<string, StepRow> Steps { get; private set; } = new(StringComparer.Ordinal);

    public RunChange Run { get; private set; } = new();

    /// <summary>Hands the changed rows over, and begins anew.</summary>
    public (Dictionary<string, JobRow> Jobs, Dictionary<string, StepRow> Steps, RunChange Run) Take()
    {
        var changed = (Jobs, Steps, Run);
        Jobs = new(StringComparer.Ordinal);
        Steps = new(StringComparer.Ordinal);
        Run = new();
        return changed;
    }

    public void Add(RunEvent runEvent)
    {
        var time = runEvent.Time.ToUnixTimeMilliseconds();
        switch (runEvent)
        {
            case RunStarted run: Run = Run with { StartedAt = time, Workflow = run.Workflow, File = run.File }; break;
            case RunFinished run: Finish(run, time); break;
            case JobWaiting { Job.Length: > 0 } job: Change(new JobRow { Path = job.Job, Name = job.Job, State = "waiting" }); break;
            case JobStarted job: Change(new JobRow { Path = job.Job, Name = job.Name, Item = job.Item, State = "running", StartedAt = time }); break;
            case JobFinished job: Finish(job, time); break;
            case StepStarted step: Change(new StepRow { Path = step.Step.Path, Job = EventPath.JobOf(step.Step.Path), Name = step.Step.Name, Uses = step.Step.Uses, State = "running", StartedAt = time, Host = HostOf(step.Step.Path, null) }); break;
            case AttemptStarted step when runningSteps.TryGetValue(step.Step.Path, out var row): Change(row with { Attempts = step.Attempt }); break;
            case StepFinished step: Finish(step, time); break;
        }
    }

    void Finish(RunFinished run, long time) => Run = Run with
    {
        State = NameOf(run.Outcome),
        FinishedAt = time,
        Duration = (long)run.Duration.TotalMilliseconds,
        ExitCode = run.ExitCode,
        Succeeded = run.Succeeded,
        Failed = run.Failed,
        Skipped = run.Skipped,
        Cancelled = run.Cancelled,
        ErrorKind = Run.ErrorKind ?? run.Error?.Kind,
        Error = Run.Error ?? PlainText.Of(run.Error?.Message),
    };

    void Finish(JobFinished job, long time)
    {
        var row = runningJobs.GetValueOrDefault(job.Job) ?? new JobRow { Path = job.Job, Name = job.Job, State = "" };
        runningJobs.Remove(job.Job);
        Jobs[job.Job] = row with
        {
            State = NameOf(job.Outcome),
            FinishedAt = time,
            Duration = (long)job.Duration.TotalMilliseconds,
            ErrorKind = job.Error?.Kind,
            Error = PlainText.Of(job.Error?.Message),
        };
        // One that failed for its steps or items has no error of its own, and theirs came first.
        if (job.Conclusion == Outcome.Failure && job.Error is { } error) Blame(error);
    }

    void Finish(StepFinished step, long time)
    {
        var path = step.Step.Path;
        var row = runningSteps.GetValueOrDefault(path);
        runningSteps.Remove(path);
        Steps[path] = (row ?? new StepRow { Path = path, Job = EventPath.JobOf(path), Name = step.Step.Name, Uses = step.Step.Uses, State = "" }) with
        {
            Name = PlainText.Of(step.Step.Name)!,
            State = NameOf(step.Outcome),
            FinishedAt = time,
            Duration = (long)step.Duration.TotalMilliseconds,
            Attempts = step.Attempts,
            Host = HostOf(path, step.Error?.Target),
            ErrorKind = step.Outcome is Outcome.Success or Outcome.Skipped ? null : step.Error?.Kind,
            Error = PlainText.Of(step.Error?.Message),
        };
        if (step.Conclusion == Outcome.Failure && step.Error is { } error) Blame(error);
    }

    /// <summary>The first reason is the run's.</summary>
    void Blame(ErrorInfo error)
    {
        if (Run.ErrorKind is null) Run = Run with { ErrorKind = error.Kind, Error = PlainText.Of(error.Message) };
    }

    void Change(JobRow row)
    {
        row = row with { Name = PlainText.Of(row.Name)!, Item = PlainText.Of(row.Item) };
        runningJobs[row.Path] = row;
        Jobs[row.Path] = row;
    }

    void Change(StepRow row)
    {
        row = row with { Name = PlainText.Of(row.Name)! };
        runningSteps[row.Path] = row;
        Steps[row.Path] = row;
    }

    /// <summary>Whom an error came from; else the item of the loop that the step is in, which often is a host.</summary>
    string? HostOf(string path, string? target)
    {
        if (target is not null) return PlainText.Of(HostName.Of(target));
        for (var job = EventPath.JobOf(path); job.Length > 0; job = EventPath.CallerOf(job) is { Length: > 0 } caller ? EventPath.JobOf(caller) : "")
        {
            if (runningJobs.GetValueOrDefault(job)?.Item is { } item) return item;
        }

        return null;
    }

    static string NameOf(Outcome outcome) => Engine.Events.Lines.EventNames.Of(outcome);
}

/// <summary>What changed in the row of a run; null is no change.</summary>
sealed record RunChange
{
    public string? Workflow { get; init; }
    public string? File { get; init; }
    public long? StartedAt { get; init; }
    public string? State { get; init; }
    public long? FinishedAt { get; init; }
    public long? Duration { get; init; }
    public int? ExitCode { get; init; }
    public int? Succeeded { get; init; }
    public int? Failed { get; init; }
    public int? Skipped { get; init; }
    public int? Cancelled { get; init; }
    public string? ErrorKind { get; init; }
    public string? Error { get; init; }
}

/// <summary>A row of the table <c>jobs</c>.</summary>
sealed record JobRow
{
    public required string Path { get; init; }
    public required string Name { get; init; }
    public string? Item { get; init; }
    public required string State { get; init; }
    public long? StartedAt { get; init; }
    public long? FinishedAt { get; init; }
    public long? Duration { get; init; }
    public string? ErrorKind { get; init; }
    public string? Error { get; init; }
}

/// <summary>A row of the table <c>steps</c>.</summary>
sealed record StepRow
{
    public required string Path { get; init; }
    public required string Job { get; init; }
    public required string Name { get; init; }
    public required string Uses { get; init; }
    public required string State { get; init; }
    public long? StartedAt { get; init; }
    public long? FinishedAt { get; init; }
    public long? Duration { get; init; }
    public int Attempts { get; init; }
    public string? Host { get; init; }
    public string? ErrorKind { get; init; }
    public string? Error { get; init; }
}
