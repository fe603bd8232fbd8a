using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Engine.Events;

/// <summary>
/// Something that a run says as it happens. Nothing else leaves a run: logs, reports, history and live views are all
/// made from these, and secrets are masked in them before any observer sees them.
/// </summary>
public abstract record RunEvent
{
    /// <summary>The run that says it.</summary>
    public string RunId { get; internal set; } = "";

    /// <summary>Its place among the run's events, from 1, without gaps.</summary>
    public long Sequence { get; internal set; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset Time { get; internal set; }
}

/// <summary>A run begins.</summary>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="File">The file as the user named it.</param>
/// <param name="Description">The workflow's description.</param>
/// <param name="StepCount">How many steps it has, all jobs together.</param>
public sealed record RunStarted(string Workflow, string File, string? Description, int StepCount) : RunEvent;

/// <summary>
/// A run goes on in another process than before. What had ended says nothing more; what was under way begins again, and says so.
/// </summary>
/// <param name="Node">Who goes on with it; empty where it has no name.</param>
/// <param name="Times">How often it was gone on with, this time counted.</param>
public sealed record RunResumed(string Node, int Times) : RunEvent;

/// <summary>A run ended; the last event.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Succeeded">Steps that succeeded.</param>
/// <param name="Failed">Steps that failed, those with <c>continue-on-error</c> among them.</param>
/// <param name="Skipped">Steps that did not run.</param>
/// <param name="Cancelled">Steps that were ended from outside.</param>
/// <param name="ExitCode">0 success, 1 an expectation failed, 3 a step failed with an error, 130 cancelled.</param>
public sealed record RunFinished(
    Outcome Outcome, TimeSpan Duration, int Succeeded, int Failed, int Skipped, int Cancelled, int ExitCode) : RunEvent
{
    /// <summary>The workflow's declared outputs.</summary>
    public Value Outputs { get; init; }

    /// <summary>Why it failed, where no step and no job did; null otherwise.</summary>
    public ErrorInfo? Error { get; init; }
}

/// <summary>An event about a job, or about one item of a repeated job.</summary>
/// <param name="Job">
/// The job's id; of an item with its place in the list, <c>api[0]</c>; of a called workflow's job behind the step that
/// calls it, <c>main/alert/send</c>.
/// </param>
public abstract record JobEvent(string Job) : RunEvent;

/// <summary>A job, or one item of it, waits until there is room in its <c>concurrency</c> group.</summary>
/// <param name="Job">Which one; empty for the run as a whole.</param>
/// <param name="Group">The group.</param>
public sealed record JobWaiting(string Job, string Group) : JobEvent(Job);

/// <summary>A job begins, or one item of it.</summary>
/// <param name="Job">Which one.</param>
public sealed record JobStarted(string Job) : JobEvent(Job)
{
    /// <summary>What people call it: its name, else its id.</summary>
    public string Name { get; init; } = Job;

    /// <summary>How many items a repeated job has; each of them begins and ends with events of its own. Null for other jobs.</summary>
    public int? Items { get; init; }

    /// <summary>What people call the item; null where the job is not one item of a repeated job.</summary>
    public string? Item { get; init; }
}

/// <summary>A job ended, or one item of it. Jobs that never began end too, as skipped.</summary>
/// <param name="Job">Which one.</param>
/// <param name="Outcome">How, before <c>continue-on-error</c>.</param>
/// <param name="Duration">How long it took.</param>
public sealed record JobFinished(string Job, Outcome Outcome, TimeSpan Duration) : JobEvent(Job)
{
    /// <summary>The outcome that the run goes by: success where <c>continue-on-error</c> forgives a failure.</summary>
    public Outcome Conclusion { get; init; } = Outcome;

    /// <summary>How the items of a repeated job ended; null for other jobs.</summary>
    public ItemCounts? Items { get; init; }

    /// <summary>Its declared outputs; of a repeated job lists.</summary>
    public Value Outputs { get; init; }

    /// <summary>Whether secrets are masked in the outputs: who reads them here does not have them as they were.</summary>
    public bool Masked { get; init; }

    /// <summary>Why it failed, where that was no step: a limit of time, a condition that cannot be evaluated; why it was skipped.</summary>
    public ErrorInfo? Error { get; init; }
}

/// <summary>
/// A batch of a repeated job that nodes share begins on one of them, or goes on on another one. What its items say is said by a run of
/// its own.
/// </summary>
/// <param name="Job">The repeated job.</param>
/// <param name="Batch">Which batch, from 1.</param>
/// <param name="Batches">How many there are.</param>
public sealed record BatchStarted(string Job, int Batch, int Batches) : JobEvent(Job)
{
    /// <summary>The id of the batch's own run.</summary>
    public required string Run { get; init; }

    /// <summary>Who runs it.</summary>
    public required string Node { get; init; }

    /// <summary>The place of its first item in the list, from 0.</summary>
    public required int First { get; init; }

    /// <summary>How many items it has.</summary>
    public required int Items { get; init; }
}

/// <summary>A batch of a repeated job that nodes share has ended.</summary>
/// <param name="Job">The repeated job.</param>
/// <param name="Batch">Which batch, from 1.</param>
/// <param name="Batches">How many there are.</param>
/// <param name="Outcome">How its run ended.</param>
/// <param name="Duration">How long that took; zero where it never began.</param>
public sealed record BatchFinished(string Job, int Batch, int Batches, Outcome Outcome, TimeSpan Duration) : JobEvent(Job)
{
    /// <summary>The id of the batch's own run.</summary>
    public required string Run { get; init; }

    /// <summary>Who ran it last; empty where it never began.</summary>
    public required string Node { get; init; }

    /// <summary>Steps of it that succeeded. They count for the run whose batch it is.</summary>
    public int Succeeded { get; init; }

    /// <summary>Steps of it that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Steps of it that did not run.</summary>
    public int Skipped { get; init; }

    /// <summary>Steps of it that were ended from outside.</summary>
    public int Cancelled { get; init; }

    /// <summary>Why it failed, where none of its items did: a node that could not run it; null otherwise.</summary>
    public ErrorInfo? Error { get; init; }
}

/// <summary>An event about one step.</summary>
/// <param name="Step">Which one.</param>
public abstract record StepEvent(StepIdentity Step) : RunEvent;

/// <summary>A step begins.</summary>
public sealed record StepStarted(StepIdentity Step) : StepEvent(Step)
{
    /// <summary>How many items a repeated step has; each of them begins and ends with events of its own. Null for other steps.</summary>
    public int? Items { get; init; }
}

/// <summary>An attempt of a step with <c>retry</c> begins.</summary>
/// <param name="Step">Which step.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Attempts">How many there may be.</param>
public sealed record AttemptStarted(StepIdentity Step, int Attempt, int Attempts) : StepEvent(Step);

/// <summary>An attempt did not do, and another follows after a wait.</summary>
/// <param name="Step">Which step.</param>
/// <param name="Attempt">The attempt that did not do, from 1.</param>
/// <param name="Attempts">How many there may be.</param>
/// <param name="Delay">How long the wait is.</param>
/// <param name="Reason">Why: the error's message, or what <c>until</c> saw.</param>
/// <param name="ErrorKind">The error's kind; null when <c>until</c> did not hold.</param>
public sealed record RetryScheduled(
    StepIdentity Step, int Attempt, int Attempts, TimeSpan Delay, string Reason, string? ErrorKind) : StepEvent(Step);

/// <summary>How far a step has come.</summary>
/// <param name="Step">Which step.</param>
/// <param name="Message">What it is doing.</param>
/// <param name="Fraction">From 0 to 1; null when the end is not known.</param>
public sealed record StepProgressed(StepIdentity Step, string Message, double? Fraction) : StepEvent(Step);

/// <summary>A line that an action wrote.</summary>
/// <param name="Step">Which step.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">The line.</param>
public sealed record StepLogged(StepIdentity Step, LogLevel Level, string Message) : StepEvent(Step);

/// <summary>A step opened something that the job keeps open.</summary>
/// <param name="Step">Which step.</param>
/// <param name="Description">What it is connected to.</param>
public sealed record ConnectionOpened(StepIdentity Step, string Description) : StepEvent(Step);

/// <summary>The job closed a connection at its end.</summary>
/// <param name="Step">The step that had opened it.</param>
/// <param name="Description">What it was connected to.</param>
/// <param name="Error">Why closing it failed, if it did.</param>
public sealed record ConnectionClosed(StepIdentity Step, string Description, ErrorInfo? Error) : StepEvent(Step);

/// <summary>A step ended. Steps that never began end too, as skipped.</summary>
/// <param name="Step">Which step.</param>
/// <param name="Outcome">How, before <c>continue-on-error</c>.</param>
/// <param name="Duration">All attempts and waits together.</param>
public sealed record StepFinished(StepIdentity Step, Outcome Outcome, TimeSpan Duration) : StepEvent(Step)
{
    /// <summary>The outcome that the job goes by: success where <c>continue-on-error</c> forgives a failure.</summary>
    public Outcome Conclusion { get; init; } = Outcome;

    /// <summary>How many attempts were made.</summary>
    public int Attempts { get; init; }

    /// <summary>What the last attempt answered; null when it threw or never ran.</summary>
    public Value Result { get; init; }

    /// <summary>The step's declared outputs; of a repeated step lists.</summary>
    public Value Outputs { get; init; }

    /// <summary>Whether secrets are masked in the result or the outputs: who reads them here does not have them as they were.</summary>
    public bool Masked { get; init; }

    /// <summary>How the items of a repeated step ended; null for other steps.</summary>
    public ItemCounts? Items { get; init; }

    /// <summary>How the expectations were judged, in order.</summary>
    public IReadOnlyList<ExpectationResult> Expectations { get; init; } = [];

    /// <summary>Why it failed, or why it was skipped or cancelled; null on success.</summary>
    public ErrorInfo? Error { get; init; }
}
