using Runner.Engine.Concurrency;
using Runner.Engine.Events;
using Runner.Engine.Inventories;
using Runner.Engine.Jobs;
using Runner.Engine.Scopes;
using Runner.Engine.Secrets;
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
        var inventory = request.Inventory is { } project ? new RunInventory(project, masker) : null;
        // Before anything is said, so that its passwords are masked in all that is.
        var hosts = workflow.UsesInventory ? inventory?.Get() : null;
        var events = new EventStream(request.RunId, request.Observers, masker, request.Time);
        var started = request.Time.GetTimestamp();

        using var outside = Ending.Of(new("cancelled", "the run was cancelled"), cancel);
        // Only a gate can end the run from within.
        using var stoppable = request.Gate is null ? null : outside.Part();
        var whole = stoppable ?? outside;
        using var limited = request.Timeout is { } timeout ? whole.Within(timeout, new("timeout", $"the run took longer than {DurationText.Format(timeout)}"), request.Time) : null;
        var ending = limited ?? whole;
        events.Publish(new RunStarted(workflow.Name, workflow.Source.Path, workflow.Description, workflow.Jobs.Sum(job => job.Steps.Count + job.Finally.Count)));

        var scope = WorkflowScope.Of(workflow, request.Inputs, request.Secrets, new()
        {
            Time = request.Time,
            Variables = request.Variables,
            MaxMemory = MaxExpressionMemory,
            Inventory = hosts is null ? null : ContextOf(hosts),
        });
        var tally = new RunTally();
        using var run = new RunContext(request, events, masker, tally, whole) { Inventory = inventory };
        var result = await new Execution(run, workflow, caller: "", scope, HeldGroups.None).RunAsync(ending).ConfigureAwait(false);

        var (outcome, exitCode) = Conclude(result, ending);
        var finished = tally.Finish(outcome, request.Time.GetElapsedTime(started), exitCode) with { Outputs = result.Outputs, Error = result.OwnError };
        events.Publish(finished);
        return new(finished, events.Failures) { Outputs = result.Outputs };
    }

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
