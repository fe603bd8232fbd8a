using Runner.Engine.Batches;
using Runner.Engine.Concurrency;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Engine.Inventories;
using Runner.Engine.Jobs;
using Runner.Engine.Scopes;
using Runner.Engine.Secrets;
using Runner.Workflows.Checked;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Expressions;
using Runner.Workflows.Types;

namespace Runner.Engine;

/// <summary>Runs a checked workflow. What happens leaves as events; the answer only says how it ended.</summary>
public static class WorkflowRunner
{
    /// <summary>What an expression may make, in bytes: a few response bodies, where GitHub allows 1 MiB.</summary>
    const long MaxExpressionMemory = 64 * 1024 * 1024;

    /// <summary>Runs the workflow to its end. Failures of steps are outcomes, not exceptions.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="cancel">Cancels the run: steps in flight end, the rest is skipped, connections are closed.</param>
    /// <exception cref="InventoryLoadException">The workflow names hosts, and the inventory cannot be read. Nothing has begun.</exception>
    public static async Task<RunResult> RunAsync(RunRequest request, CancellationToken cancel)
    {
        var workflow = request.Workflow;
        var masker = new SecretMasker { Added = request.Masked };
        foreach (var secret in request.Secrets.Values) masker.Add(secret);
        if (!request.Confidential.IsNull) masker.AddInput(request.Confidential);
        var inventory = request.Inventory is { } project ? new RunInventory(project, masker) : null;
        // Before anything is said, so that its passwords are masked in all that is.
        var hosts = workflow.UsesInventory ? inventory?.Get() : null;
        var isDurable = IsDurable(request);
        if (request.Batch is { } part) MaskFor(part, masker);
        if (isDurable) Prepare(request, masker);
        var events = new EventStream(request.RunId, request.Observers, masker, request.Time) { Journal = request.Journal, LastSequence = isDurable ? LastSequenceOf(request) : 0 };
        var started = request.Time.GetTimestamp();

        // Not disposed: what suspends the run may come at the moment at which it ends, and there is nothing in it to let go of.
        var suspended = isDurable ? new CancellationTokenSource() : null;
        using var outside = Ending.Of(new("cancelled", "the run was cancelled"), cancel, suspended?.Token ?? default);
        // Only a gate or a journal can end the run from within.
        using var stoppable = request.Gate is null && !isDurable ? null : outside.Part();
        var whole = stoppable ?? outside;
        using var limited = request.Timeout is { } timeout ? whole.Within(timeout, new("timeout", $"the run took longer than {DurationText.Format(timeout)}"), request.Time) : null;
        var ending = limited ?? whole;
        using var durable = isDurable ? new DurableRun(request, events, suspended!, whole) : null;
        if (durable?.History is { } history) events.Publish(new RunResumed(request.Node, history.Resumed + 1));
        else events.Publish(new RunStarted(workflow.Name, workflow.Source.Path, workflow.Description, request.Batch is null ? workflow.Jobs.Sum(job => job.Steps.Count + job.Finally.Count) : StepsOf(workflow, request.Batch)));

        var scope = WorkflowScope.Of(workflow, request.Inputs, request.Secrets, new()
        {
            Time = request.Time,
            Variables = request.Variables,
            MaxMemory = MaxExpressionMemory,
            Inventory = hosts is null ? null : ContextOf(hosts),
        });
        var tally = new RunTally();
        if (durable?.History is { } before) PastTally.AddTo(tally, before, workflow);
        using var run = new RunContext(request, events, masker, tally, whole) { Inventory = inventory, Durable = durable, Suspended = suspended?.Token ?? default };
        var result = await (request.Batch is null ? new Execution(run, workflow, caller: "", scope, HeldGroups.None).RunAsync(ending) : RunBatchAsync(run, scope, ending)).ConfigureAwait(false);

        var (outcome, exitCode) = Conclude(result, ending);
        var took = durable?.History is { } past && request.Time.GetUtcNow() - past.StartedAt is { Ticks: > 0 } all ? all : request.Time.GetElapsedTime(started);
        var finished = tally.Finish(outcome, took, exitCode) with { Outputs = result.Outputs, Error = result.OwnError };
        events.Publish(finished);
        if (durable is not null) await durable.KeptAsync().ConfigureAwait(false);
        return new(finished, events.Failures) { Outputs = result.Outputs, Suspended = durable?.Why };
    }

    /// <summary>Ends a run that cannot be gone on with, such as one whose workflow cannot be read any more: it has failed.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="begun">What it says first, where it has said nothing so far.</param>
    /// <param name="history">What it had said.</param>
    /// <param name="journal">Keeps that it ended.</param>
    /// <param name="error">Why it cannot.</param>
    /// <param name="time">The clock.</param>
    public static async Task<RunResult> GiveUpAsync(string run, RunStarted begun, RunHistory history, IRunJournal journal, ErrorInfo error, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(time);
        var events = new EventStream(run, [], new(), time) { Journal = journal, LastSequence = history.LastSequence };
        RunSuspendedException? failed = null;
        events.JournalFailed = e => failed = e as RunSuspendedException ?? new(e.Message, e);
        if (history.IsEmpty) events.Publish(begun);
        var tally = new RunTally();
        PastTally.AddTo(tally, history, workflow: null);
        var took = history.IsEmpty ? default : time.GetUtcNow() - history.StartedAt;
        var finished = tally.Finish(Outcome.Failure, took, ExitCode.StepFailed) with { Error = error };
        events.Publish(finished);
        try
        {
            if (failed is null) await journal.KeptAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (RunSuspendedException e)
        {
            failed = e;
        }

        return new(finished, []) { Suspended = failed };
    }

    static bool IsDurable(RunRequest request) => request.Journal is not null || request.History is not null || request.Suspend.CanBeCanceled || request.Drain.CanBeCanceled;

    // Methods of their own, so that a run that is none of it does not load what they name.
    static void Prepare(RunRequest request, SecretMasker masker)
    {
        if (request.History is { Finished: not null }) throw new ArgumentException("The run has ended: there is nothing to go on with.", nameof(request));
        if (request.Journal is not null) masker.Remember();
        foreach (var secrets in request.History?.Secrets ?? [])
        {
            masker.Add(secrets.Result);
            masker.AddInput(secrets.Outputs);
        }
    }

    static void MaskFor(BatchOfRun batch, SecretMasker masker) => BatchContexts.Mask(batch.Contexts, masker);

    static int StepsOf(CheckedWorkflow workflow, BatchOfRun batch) => BatchExecution.Find(workflow, batch.Path) is var (_, job) ? job.Steps.Count + job.Finally.Count : 0;

    static Task<ExecutionResult> RunBatchAsync(RunContext run, RunScope scope, Ending ending) => new BatchExecution(run, run.Request.Workflow, run.Request.Batch!, scope).RunAsync(ending);

    static long LastSequenceOf(RunRequest request) => request.History?.LastSequence ?? 0;

    // A method of its own, so that a run without hosts does not load what it names.
    static InventoryContext ContextOf(Inventory hosts) => new(() => hosts);

    /// <summary>A limit that ended the run is a failure, not a wish.</summary>
    static (Outcome Outcome, int ExitCode) Conclude(ExecutionResult result, Ending ending) => result switch
    {
        { Outcome: Outcome.Cancelled } when ending.Why.Kind == "timeout" => (Outcome.Failure, ExitCode.StepFailed),
        { Outcome: Outcome.Cancelled } => (Outcome.Cancelled, ExitCode.Cancelled),
        { Failure: FailureKind.Error } => (Outcome.Failure, ExitCode.StepFailed),
        { Failure: FailureKind.Expectation } => (Outcome.Failure, ExitCode.ExpectationFailed),
        _ => (Outcome.Success, ExitCode.Success),
    };
}
