namespace Runner.Store.Reading;

/// <summary>What is known of a run at a glance.</summary>
public sealed record RunSummary
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The workflow's name.</summary>
    public required string Workflow { get; init; }

    /// <summary>The workflow's file as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder of <c>runner.yaml</c>, else the working directory.</summary>
    public required string Project { get; init; }

    /// <summary>Why it was started: <c>manual</c>, <c>schedule</c>, <c>retry</c>, <c>resume</c>, <c>batch</c>, <c>api</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>success</c>, <c>failure</c>, <c>cancelled</c>, or <c>interrupted</c>: its process died.</summary>
    public required string State { get; init; }

    /// <summary>When it was wanted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not before this time.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it began; null when it has not.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null when it has not.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long it took; null when it has not ended, or never began.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What <c>runner</c> ends with for such a run.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The kind of the first error that decided on the run.</summary>
    public string? ErrorKind { get; init; }

    /// <summary>That error.</summary>
    public string? Error { get; init; }

    /// <summary>Steps that succeeded.</summary>
    public int? Succeeded { get; init; }

    /// <summary>Steps that failed.</summary>
    public int? Failed { get; init; }

    /// <summary>Steps that did not run.</summary>
    public int? Skipped { get; init; }

    /// <summary>Steps that were ended from outside.</summary>
    public int? Cancelled { get; init; }

    /// <summary>The inputs as they were given, a JSON object, without secret ones.</summary>
    public required string Inputs { get; init; }

    /// <summary>What else it was run with, a JSON object.</summary>
    public required string Options { get; init; }

    /// <summary>The hash of its files; null when they were not kept.</summary>
    public string? Definition { get; init; }

    /// <summary>The schedule that started it.</summary>
    public string? Schedule { get; init; }

    /// <summary>The schedule's time that it is for.</summary>
    public DateTimeOffset? Slot { get; init; }

    /// <summary>The run that it is a part of.</summary>
    public string? Parent { get; init; }

    /// <summary>And the path of the job in that run.</summary>
    public string? ParentPath { get; init; }

    /// <summary>Which part of that job it is; null for runs that are no batches.</summary>
    public Batches.BatchPart? Batch => Trigger == Queue.NewRun.BatchTrigger ? Batches.BatchPart.Read(Options) : null;

    /// <summary>The run that it tries again.</summary>
    public string? RetryOf { get; init; }

    /// <summary>The labels that a node must have to take it.</summary>
    public IReadOnlyList<string> RunsOn { get; init; } = [];

    /// <summary>Why it is due and not taken, where no node that serves can take it; null when it does not wait, or only for room.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Until when it is its node's without a sign of life; null when no node has it.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Who runs it, or did last.</summary>
    public string? Node { get; init; }

    /// <summary>Of a run outside of the service: the machine and the process, as <c>web1/4711</c>.</summary>
    public string? Process { get; init; }

    /// <summary>How often it was taken by a node.</summary>
    public int Epoch { get; init; }

    /// <summary>When somebody asked to cancel it.</summary>
    public DateTimeOffset? CancelAskedAt { get; init; }

    /// <summary>Whether it has ended, however.</summary>
    public bool IsOver => State is not ("queued" or "running");
}

/// <summary>A job of a run, or one item of it.</summary>
/// <param name="Path">Its path, <c>api[3]</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Item">What people call the item; null for other jobs.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, or how it ended.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="ErrorKind">The kind of its own error, which is none of a step's.</param>
/// <param name="Error">That error.</param>
public sealed record JobSummary(string Path, string Name, string? Item, string State, DateTimeOffset? StartedAt, TimeSpan? Duration, string? ErrorKind, string? Error);

/// <summary>A step of a run, or one item of it.</summary>
/// <param name="Path">Its path, <c>api[3]/login</c>.</param>
/// <param name="Job">The path of its job.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Uses">Its action.</param>
/// <param name="State"><c>running</c>, or how it ended.</param>
/// <param name="StartedAt">When it began; null when it never did.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Attempts">How many attempts were made.</param>
/// <param name="Host">Whom its error came from, else the item that its job is for.</param>
/// <param name="ErrorKind">The kind of its error.</param>
/// <param name="Error">Its error.</param>
public sealed record StepSummary(
    string Path, string Job, string Name, string Uses, string State, DateTimeOffset? StartedAt, TimeSpan? Duration, int Attempts, string? Host, string? ErrorKind, string? Error);
